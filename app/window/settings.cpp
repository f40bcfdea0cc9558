#include "app/window/settings.hpp"

#include <toml++/toml.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rollscope {
namespace {

// Takes one value when it is there, has the right type and passes `good`; else names the problem.
template <class T, class Good>
void take(const toml::table& table, const char* key, T& value, std::vector<std::string>& problems,
          Good good) {
  const auto node = table[key];
  if (!node) return;
  const auto read = node.value<T>();
  if (read && good(*read))
    value = *read;
  else
    problems.push_back(std::string("settings: '") + key + "' is not usable and keeps its default");
}

template <class T>
void take(const toml::table& table, const char* key, T& value, std::vector<std::string>& problems) {
  take(table, key, value, problems, [](const T&) { return true; });
}

template <class T>
auto between(T low, T high) {
  return [low, high](const T& value) { return value >= low && value <= high; };
}

}  // namespace

Settings parse_settings(const std::string& text, std::vector<std::string>& problems) {
  Settings s;
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    problems.push_back("settings: not TOML (" + std::string(error.description()) + "): the defaults hold");
    return s;
  }
  std::string theme = "dark", shading = "smooth";
  const auto one_of = [](std::string_view a, std::string_view b) {
    return [a, b](const std::string& value) { return value == a || value == b; };
  };
  take(table, "theme", theme, problems, one_of("dark", "light"));
  s.theme = theme == "light" ? ThemeName::light : ThemeName::dark;
  take(table, "map", shading, problems, one_of("smooth", "sensels"));
  s.shading = shading == "sensels" ? Shading::sensels : Shading::smooth;
  take(table, "interface_scale", s.interface_scale, problems,
       [](double value) { return value == 0 || (value >= 0.5 && value <= 4); });
  take(table, "reduced_motion", s.reduced_motion, problems);
  take(table, "sound", s.sound, problems);
  take(table, "station", s.station, problems,
       [](const std::string& name) { return !name.empty() && name.size() < 80; });
  take(table, "last_source", s.last_source, problems);
  take(table, "last_view", s.last_view, problems);
  take(table, "window_width", s.window_width, problems, between(320, 16384));
  take(table, "window_height", s.window_height, problems, between(240, 16384));
  take(table, "maximized", s.maximized, problems);
  take(table, "quarter_turns", s.orientation.quarter_turns, problems, between(0, 3));
  take(table, "mirrored", s.orientation.mirrored, problems);
  take(table, "reading_distance_m", s.reading_distance_m, problems, between(0.5, 20.0));
  if (const toml::table* keys = table["keys"].as_table())
    for (const auto& [id, key] : *keys) {
      if (const auto chord = key.value<std::string>())
        s.keys[std::string(id.str())] = *chord;
      else
        problems.push_back("settings: the key of '" + std::string(id.str()) + "' is no text");
    }
  return s;
}

std::string format_settings(const Settings& s) {
  toml::table keys;
  for (const auto& [id, key] : s.keys) keys.insert(id, key);
  const toml::table table{{"theme", s.theme == ThemeName::light ? "light" : "dark"},
                          {"map", s.shading == Shading::sensels ? "sensels" : "smooth"},
                          {"interface_scale", s.interface_scale},
                          {"reduced_motion", s.reduced_motion},
                          {"sound", s.sound},
                          {"station", s.station},
                          {"last_source", s.last_source},
                          {"last_view", s.last_view},
                          {"window_width", s.window_width},
                          {"window_height", s.window_height},
                          {"maximized", s.maximized},
                          {"quarter_turns", s.orientation.quarter_turns},
                          {"mirrored", s.orientation.mirrored},
                          {"reading_distance_m", s.reading_distance_m},
                          {"keys", keys}};
  std::ostringstream out;
  out << table << "\n";
  return out.str();
}

Settings load_settings(const std::string& path, std::vector<std::string>& problems) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return {};
  std::ostringstream text;
  text << in.rdbuf();
  return parse_settings(text.str(), problems);
}

Result<void> save_settings(const std::string& path, const Settings& settings) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  const std::string beside = path + ".part";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << format_settings(settings);
    out.flush();
    if (!out)
      return fail(Errc::io, path + ": settings cannot be written; check the folder's rights and room");
  }
  fs::rename(beside, path, error);
  if (error) return fail(Errc::io, path + ": " + error.message());
  return {};
}

}  // namespace rollscope
