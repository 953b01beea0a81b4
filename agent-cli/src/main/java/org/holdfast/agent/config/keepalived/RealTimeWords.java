package org.holdfast.agent.config.keepalived;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.ProcessKeywords;

/** The keywords of {@code global_defs} about limits and changes of real-time priority. */
final class RealTimeWords {

  private static final KeyPath<Fields> REAL_TIME =
      ProcessKeywords.PROCESS.then(ProcessKeywords.REAL_TIME);
  private static final KeyPath<Duration> LIMIT = REAL_TIME.then(ProcessKeywords.REAL_TIME_LIMIT);
  private static final KeyPath<Long> HIGHEST = REAL_TIME.then(ProcessKeywords.HIGHEST_PRIORITY);
  private static final KeyPath<Duration> LATENESS = REAL_TIME.then(ProcessKeywords.LATENESS);

  private static final String HIGHEST_WORD = "max_auto_priority";
  private static final List<String> LIMIT_WORDS =
      List.of(
          "vrrp_rlimit_rttime",
          "checker_rlimit_rttime",
          "bfd_rlimit_rttime",
          "vrrp_rlimit_rtime",
          "checker_rlimit_rtime",
          "bfd_rlimit_rtime");

  private static final long MOST_PRIORITY = 99;
  private static final long MOST_MICROS = 3_600_000_000L;
  private static final long LEAST_MICROS = ProcessKeywords.LEAST_LIMIT.toNanos() / 1000;

  private RealTimeWords() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .keep(
            Becomes.of(LIMIT).with(", the greatest of them, and at least " + seconds(LEAST_MICROS)),
            String.join(" ", LIMIT_WORDS))
        .carry(HIGHEST, HIGHEST_WORD, RealTimeWords::highest)
        .carry(LATENESS, "min_auto_priority_delay", RealTimeWords::lateness);
  }

  /** Reads a priority; without one, the highest is meant, and 0 and -1 mean no change. */
  private static void highest(BlockTranslation translation, Statement s) {
    if (s.word(1).equals("-1")) {
      return;
    }
    var number =
        s.size() == 1
            ? new Text(s.place(), Long.toString(MOST_PRIORITY))
            : translation.number(s, 1, 0, MOST_PRIORITY);
    if (number != null && !number.text().equals("0")) {
      translation.out().put(HIGHEST, number);
    }
  }

  private static void lateness(BlockTranslation translation, Statement s) {
    var micros = translation.clamped(s, 1, 1000, 10_000_000);
    if (micros != null) {
      translation.out().put(LATENESS, micros.place(), seconds(Long.parseLong(micros.text())));
    }
  }

  private static String seconds(long micros) {
    return BlockTranslation.duration(micros * 1000);
  }

  /**
   * Sets the limit: keepalived has one for each process, and this agent is one process.
   *
   * <p>Differs: keepalived's limits are often 10 ms, which suits compiled code only.
   */
  static void finish(BlockTranslation translation) {
    long greatest = 0;
    Statement last = null;
    for (var word : LIMIT_WORDS) {
      var said = translation.said(word);
      var micros = said == null ? null : translation.number(said, 1, 2, MOST_MICROS);
      if (said != null && micros != null) {
        greatest = Math.max(greatest, Long.parseLong(micros.text()));
        last = said;
      }
    }
    if (last == null) {
      return;
    }
    if (greatest < LEAST_MICROS) {
      translation.remarked(
          last.place(),
          last.keyword()
              + " is raised to "
              + seconds(LEAST_MICROS)
              + ", because the threads of a JVM also compile and load what they run");
    }
    translation.out().put(LIMIT, last.place(), seconds(Math.max(greatest, LEAST_MICROS)));
  }
}
