// Commands: what they change, and the rules that follow from it.
#include <utility>

#include "core/analyzer_impl.hpp"
#include "core/correct/uncertainty_class.hpp"

namespace rollscope {

void Analyzer::Impl::refresh_rules() {
  LaneFacts facts;
  const PressureConverter& converter = lane.converter();
  facts.unit = converter.unit();
  facts.full_scale = converter.full_scale();
  const UncertaintyClass quality = stream_class(setup.stream, setup.calibration);
  facts.quality_class = quality.letter;
  const double samples_at_p_on = converter.samples_at(setup.profile.contact.p_on_kpa);
  if (facts.unit == PressureUnit::counts) {
    facts.noise = noise;
  } else if (samples_at_p_on > 0.0) {
    facts.noise = static_cast<float>(setup.profile.contact.p_on_kpa / samples_at_p_on) * noise;
  }
  rules = make_rules(setup.profile, setup.stream, facts);
  const Creep& creep = lane.creep();
  if (creep.characterised()) rules.hold.trend.creep_per_decade = creep.uncertainty * creep.per_decade;
  finder.set_thresholds(rules.contact);
  out.limits = rules.live;
  out.region = setup.profile.region;
  out.quality_class = quality.letter;
  out.class_declared = quality.declared;
}

void Analyzer::Impl::set_profile(const Profile& profile) {
  if (const auto checked = check_profile(profile); !checked) {
    waiting.push_back(CommandRefused{checked.error().detail});
    return;
  }
  setup.profile = profile;
  refresh_rules();
}

void Analyzer::Impl::apply(const RegionCommand& command) {
  Profile profile = setup.profile;
  profile.region = command.region;
  set_profile(profile);
}

void Analyzer::Impl::apply(const TargetCommand& command) {
  Profile profile = setup.profile;
  profile.target_s = command.target_s;
  set_profile(profile);
}

void Analyzer::Impl::apply(const CalibrationCommand& command) {
  if (const auto set = lane.set_calibration(command.calibration); !set) {
    waiting.push_back(CommandRefused{set.error().detail});
    return;
  }
  setup.calibration = command.calibration;
  refresh_rules();
}

void Analyzer::Impl::apply(const AcknowledgeCommand&) {
  pain.acknowledge();
  waiting.push_back(Acknowledged{log.acknowledge()});
}

void Analyzer::Impl::apply(const PainCommand& command) {
  pain.rate(command.nrs);
  waiting.push_back(PainRated{command.nrs});
}

// A mark belongs to the place that is pressed at that moment.
void Analyzer::Impl::apply(const MarkCommand& command) {
  Marked mark{command.text, false, 0.0, 0.0};
  if (out.leading >= 0) {
    const Contact& contact = out.contacts[static_cast<std::size_t>(out.leading)].contact;
    mark = {command.text, true, contact.x_mm, contact.y_mm};
  }
  waiting.push_back(std::move(mark));
}

}  // namespace rollscope
