package org.holdfast.agent.config.keepalived;

import java.util.Map;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.ProcessKeywords;
import org.jspecify.annotations.Nullable;

/** The keywords of {@code global_defs} about processes: commands around their life, scheduling. */
final class ProcessWords {

  private static final KeyPath<Fields> PROCESS = ProcessKeywords.PROCESS;
  private static final KeyPath<?> UMASK = PROCESS.then(ProcessKeywords.UMASK);

  /** The bits of a umask by the last letters of their names, such as IRGRP. */
  private static final Map<String, Integer> BITS =
      Map.of(
          "IRUSR", 0400, "IWUSR", 0200, "IXUSR", 0100, "IRGRP", 0040, "IWGRP", 0020, "IXGRP", 0010,
          "IROTH", 0004, "IWOTH", 0002, "IXOTH", 0001);

  private static final int MOST = 0777;

  private ProcessWords() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    threads(vocabulary, "vrrp", ProcessKeywords.ELECTION_THREADS);
    threads(vocabulary, "checker", ProcessKeywords.CHECK_THREADS);
    threads(vocabulary, "bfd", ProcessKeywords.BFD_THREADS);
    return vocabulary
        .notify(PROCESS.then(ProcessKeywords.STARTUP), "startup_script")
        .wholeSeconds(PROCESS.then(ProcessKeywords.STARTUP_LIMIT), "startup_script_timeout")
        .notify(PROCESS.then(ProcessKeywords.SHUTDOWN), "shutdown_script")
        .wholeSeconds(PROCESS.then(ProcessKeywords.SHUTDOWN_LIMIT), "shutdown_script_timeout")
        .standingWhatever(
            PROCESS.then(ProcessKeywords.LINK_LOCAL_IGMP), "false", "disable_local_igmp")
        .same(PROCESS.then(ProcessKeywords.LOG_UNKNOWN_VRIDS), "log_unknown_vrids")
        .same(PROCESS.then(ProcessKeywords.SUPPLEMENTARY_GROUPS), "set_supplementary_groups")
        .carry(
            UMASK, "umask", (translation, s) -> translation.out().put(UMASK, umask(translation, s)))
        .same(
            PROCESS.then(ProcessKeywords.CHECK_THREADS).then(ProcessKeywords.THREAD_PRIORITY),
            "checker_rt_priority")
        .same(
            PROCESS.then(ProcessKeywords.BFD_THREADS).then(ProcessKeywords.THREAD_PRIORITY),
            "bfd_rt_priority")
        .standing(Keywords.VRRP.then(Keywords.LOCK_MEMORY), "true", "checker_no_swap bfd_no_swap");
  }

  private static void threads(Vocabulary vocabulary, String process, Key<Fields> threads) {
    var cpus = PROCESS.then(threads).then(ProcessKeywords.CPUS);
    vocabulary
        .same(PROCESS.then(threads).then(ProcessKeywords.NICE), process + "_priority")
        .carry(
            cpus,
            process + "_cpu_affinity",
            (translation, s) -> {
              for (int i = 1; i < s.size(); i++) {
                var cpu = translation.number(s, i, 0, 1023);
                if (cpu != null) {
                  translation.out().add(cpus, cpu);
                }
              }
            });
  }

  /** Reads a number in octal, hexadecimal or decimal, or names of bits with {@code |} between. */
  private static @Nullable Text umask(BlockTranslation translation, Statement s) {
    int mask = 0;
    for (int i = 1; i < s.size(); i++) {
      for (var word : s.word(i).split("\\|", -1)) {
        if (word.isEmpty()) {
          continue;
        }
        var bit = BITS.get(word);
        var value = bit == null ? number(word) : bit;
        if (value == null) {
          translation.repaired(
              s.place(i),
              "umask " + word + " (expected: a number, or bits such as IRGRP); ignored");
          return null;
        }
        mask |= value;
      }
    }
    return mask > MOST || s.size() < 2 ? null : new Text(s.place(), String.format("%04o", mask));
  }

  private static @Nullable Integer number(String word) {
    try {
      return Integer.decode(word);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
