package org.holdfast.agent.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that exactly the keywords that keepalived 2.4.3 registers are known. */
class KeywordsTest {

  private static List<String> registered() {
    return lines("keywords.txt");
  }

  private static List<String> lines(String resource) {
    try (var in = KeywordsTest.class.getResourceAsStream(resource)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKeywordOfKeepalivedIsKnown() {
    var known = new TreeSet<String>();
    KeepalivedConf.keywords().forEach(keyword -> known.add(keyword.name()));

    assertThat(known).containsExactlyInAnyOrderElementsOf(registered());
  }

  /**
   * {@code manual.txt} has the names that begin a line of the synopses in keepalived 2.2.7's
   * keepalived.conf(5). One of them is unknown to keepalived itself: {@code dynamic} in a
   * FILE_CHECK.
   */
  @Test
  void everyNameInTheManualOfKeepalivedIsKnown() {
    var unknown = new TreeSet<>(lines("manual.txt"));
    KeepalivedConf.keywords().forEach(keyword -> unknown.remove(keyword.name()));
    unknown.removeAll(Includes.WORDS);

    assertThat(unknown).containsExactly("dynamic");
  }

  @Test
  void eachNamesItsCounterpartOrTheReasonForNone() {
    assertThat(KeepalivedConf.keywords())
        .allSatisfy(keyword ->
            assertThat(keyword.becomes().isEmpty())
                .as("%s", keyword)
                .isNotEqualTo(keyword.reason().isEmpty()));
  }

  @Test
  void noneStandsTwiceInABlock() {
    var names = KeepalivedConf.keywords().stream().map(k -> k.block() + " " + k.name()).toList();

    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void eachPathLeadsFromSectionToSection() {
    for (var keyword : KeepalivedConf.words()) {
      for (var path : keyword.paths()) {
        var keys = path.keys();
        for (int i = 1; i < keys.size(); i++) {
          var section = sectionIn(keys.get(i - 1).type());
          assertThat(section).as("%s of %s", path, keyword.name()).isNotNull();
          assertThat(section.keys()).as("%s of %s", path, keyword.name()).contains(keys.get(i));
        }
      }
    }
  }

  private static @Nullable Section sectionIn(ValueType<?> type) {
    return switch (type) {
      case Section section -> section;
      case ListType<?> list -> sectionIn(list.element());
      case MapType<?> map -> sectionIn(map.element());
      default -> null;
    };
  }

  @Test
  void aWordIsExplainedByTheKeyWithTheSameMeaning() {
    var words = KeepalivedWords.ALL;
    var timing = TimingKeywords.CHECK_TIMING;

    assertThat(words.meaning("advert_int", List.of(InstanceKeywords.ADVERTISEMENT_INTERVAL)))
        .isEqualTo(InstanceKeywords.ADVERTISEMENT_INTERVAL);
    assertThat(words.meaning("delay_loop", List.of(timing)))
        .isEqualTo(timing.then(TimingKeywords.INTERVAL));
    assertThat(words.meaning("dev", List.of(HoldingKeywords.ADDRESS_INTERFACE)))
        .isEqualTo(HoldingKeywords.ADDRESS_INTERFACE);
    assertThat(words.meaning("advert_int", List.of(timing))).isNull();
    assertThat(words.meaning("", List.of(timing))).isNull();
  }
}
