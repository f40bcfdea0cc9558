#include "core/contact/pressed_runs.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/contact/contact_kernels.hpp"

namespace rollscope {
namespace {

constexpr std::int32_t kWordBits = 64;

std::size_t at(std::int32_t index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

PressedRuns::PressedRuns(const SensorLayout& layout)
    : rows_(layout.rows),
      cols_(layout.cols),
      periodic_(layout.periodic()),
      words_(static_cast<std::size_t>((layout.cols + kWordBits - 1) / kWordBits)) {
  bits_.assign(at(rows_) * words_, 0);
  const std::size_t most_runs = at(rows_) * at((cols_ + 1) / 2);
  found_.reserve(most_runs);
  towards_.reserve(most_runs);
  patch_.reserve(most_runs);
  runs_.reserve(most_runs);
  patches_.reserve(most_runs);
}

void PressedRuns::find(const PressureFrame& frame, float p_off) {
  mark_pressed({frame.pressure.data(), frame.validity.data(), at(rows_), at(cols_), p_off}, bits_.data());
  gather_runs();
  group();
}

void PressedRuns::gather_runs() {
  found_.clear();
  towards_.clear();
  std::size_t above = 0;
  for (std::int32_t row = 0; row < rows_; ++row) {
    const std::size_t begin = found_.size();
    const std::uint64_t* word = bits_.data() + at(row) * words_;
    std::uint64_t before = 0;  // the bit left of the word
    bool open = false;
    for (std::size_t w = 0; w < words_; ++w) {
      // A run begins or ends where a bit differs from the one before it.
      for (std::uint64_t turns = word[w] ^ ((word[w] << 1) | before); turns != 0; turns &= turns - 1) {
        const auto col = static_cast<std::int32_t>(w) * kWordBits + std::countr_zero(turns);
        if (open) found_.back().end = col;
        if (!open) found_.push_back({row, col, cols_});
        open = !open;
      }
      before = word[w] >> (kWordBits - 1);
    }
    for (std::size_t k = begin; k < found_.size(); ++k) towards_.push_back(static_cast<std::int32_t>(k));
    unite_rows(above, begin, found_.size());
    if (periodic_) unite_round_seam(above, begin, found_.size());
    above = begin;
  }
}

// Runs begin..end - 1 of a row with those of the row above, which start at `above`; nothing there when that
// row is not the one right above.
void PressedRuns::unite_rows(std::size_t above, std::size_t begin, std::size_t end) {
  for (std::size_t a = above, b = begin; a < begin && b < end;) {
    const Run &upper = found_[a], &lower = found_[b];
    if (upper.begin <= lower.end && lower.begin <= upper.end) unite(a, b);
    (upper.end < lower.end ? a : b) += 1;
  }
}

void PressedRuns::unite_round_seam(std::size_t above, std::size_t begin, std::size_t end) {
  if (begin == end) return;
  const auto starts = [this](std::size_t run) { return found_[run].begin == 0; };
  const auto ends = [this](std::size_t run) { return found_[run].end == cols_; };
  const std::size_t first = begin, last = end - 1;
  if (starts(first) && ends(last)) unite(first, last);
  if (above == begin) return;
  const std::size_t first_above = above, last_above = begin - 1;
  if (starts(first) && ends(last_above)) unite(first, last_above);
  if (starts(first_above) && ends(last)) unite(first_above, last);
}

// The earlier run stands for both.
void PressedRuns::unite(std::size_t a, std::size_t b) {
  const std::int32_t root_a = root(static_cast<std::int32_t>(a)), root_b = root(static_cast<std::int32_t>(b));
  towards_[at(std::max(root_a, root_b))] = std::min(root_a, root_b);
}

std::int32_t PressedRuns::root(std::int32_t run) {
  while (towards_[at(run)] != run) {
    towards_[at(run)] = towards_[at(towards_[at(run)])];
    run = towards_[at(run)];
  }
  return run;
}

// Runs patch by patch.
void PressedRuns::group() {
  patches_.clear();
  patch_.clear();
  for (std::size_t k = 0; k < found_.size(); ++k) {
    const std::int32_t root_run = root(static_cast<std::int32_t>(k));
    const bool is_first = at(root_run) == k;
    patch_.push_back(is_first ? static_cast<std::int32_t>(patches_.size()) : patch_[at(root_run)]);
    if (is_first) patches_.push_back({});
    Patch& patch = patches_[at(patch_.back())];
    patch.runs += 1;
    patch.sensels += found_[k].end - found_[k].begin;
  }
  std::size_t sum = 0;
  for (Patch& patch : patches_) {
    patch.first_run = sum;
    sum += std::exchange(patch.runs, 0);
  }
  runs_.resize(found_.size());
  for (std::size_t k = 0; k < found_.size(); ++k) {
    Patch& patch = patches_[at(patch_[k])];
    runs_[patch.first_run + patch.runs++] = found_[k];
  }
}

}  // namespace rollscope
