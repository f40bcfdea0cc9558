// The recordings of recordings/ give the analyses that stand beside them, bit for bit: in every build, on
// every machine.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/report/analysis_collector.hpp"
#include "app/report/analysis_json.hpp"
#include "app/station/batch.hpp"
#include "drivers/files/file_format.hpp"
#include "drivers/recording/verify.hpp"

namespace rollscope {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string analysis_of(const fs::path& recording) {
  const auto source = open_file_source({.scheme = "file", .address = recording.string(), .options = {}});
  if (!source) return source.error().detail;
  AnalysisCollector collector(recording.string(), "rsr");
  FrameObserver* const observers[] = {&collector};
  const auto ran = run_batch(**source, analyzer_setup(**source), observers);
  return ran ? analysis_json(collector.analysis()) : ran.error().detail;
}

TEST(Recordings, GiveTheirExpectedAnalysesBitForBit) {
  int compared = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(ROLLSCOPE_SOURCE_DIR) / "recordings")) {
    if (entry.path().extension() != ".rsr") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto verified = verify_recording(entry.path());
    ASSERT_TRUE(verified) << verified.error().detail;
    EXPECT_TRUE(verified->ok);
    fs::path expected = entry.path();
    expected.replace_extension(".expected.json");
    EXPECT_EQ(analysis_of(entry.path()), text_of(expected));
    ++compared;
  }
  EXPECT_EQ(compared, 2);
}

}  // namespace
}  // namespace rollscope
