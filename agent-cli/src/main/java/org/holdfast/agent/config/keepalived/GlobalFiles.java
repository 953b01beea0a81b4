package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.DumpConfig;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.DumpKeywords;
import org.holdfast.agent.config.words.NotificationKeywords;
import org.holdfast.agent.config.words.ProcessKeywords;
import org.jspecify.annotations.Nullable;

/** The keywords for the files that keepalived writes: its dumps and its PID files. */
final class GlobalFiles {

  private static final KeyPath<String> DATA = DumpKeywords.DUMPS.then(DumpKeywords.DATA);
  private static final KeyPath<String> STATISTICS =
      DumpKeywords.DUMPS.then(DumpKeywords.STATISTICS);
  private static final KeyPath<String> JSON = DumpKeywords.DUMPS.then(DumpKeywords.JSON);

  private static final String STATE_WORD = "state_dump_file";
  private static final String STATISTICS_WORD = "stats_dump_file";
  private static final String JSON_WORD = "json_dump_file";
  private static final String NAMED_WORD = "data_use_instance";
  private static final String DIRECTORY_WORD = "use_pid_dir";
  private static final String INSTANCE_WORD = "instance";

  private static final String RUN = "/run/keepalived/keepalived";

  private static final KeyPath<Fields> RELOAD =
      ProcessKeywords.PROCESS.then(ProcessKeywords.RELOAD);
  private static final String RELOAD_WORD = "reload_file";
  private static final String TIME_WORD = "reload_time_file";
  private static final String REPEAT_WORD = "reload_repeat";

  private GlobalFiles() {}

  static Vocabulary addTo(Vocabulary global) {
    return global
        .keep(DATA, STATE_WORD)
        .keep(STATISTICS, STATISTICS_WORD)
        .keep(JSON, JSON_WORD)
        .keep(
            Becomes.of(DATA).with(", with the name of instance or net_namespace in it"), NAMED_WORD)
        .number(DumpKeywords.DUMPS.then(DumpKeywords.JSON_VERSION), "json_version", 1, 2)
        .keep(RELOAD.then(ProcessKeywords.RELOAD_FILE), RELOAD_WORD)
        .keep(RELOAD.then(ProcessKeywords.RELOAD_TIME_FILE), TIME_WORD)
        .keep(RELOAD.then(ProcessKeywords.RELOAD_REPEAT), REPEAT_WORD);
  }

  /** Adds the keywords that stand outside of global_defs. */
  static Vocabulary addToTop(Vocabulary top) {
    return top.keep(
            Becomes.of(NotificationKeywords.PID_FILE).with(" in /run/keepalived"), DIRECTORY_WORD)
        .keep(
            Becomes.of(NotificationKeywords.PID_FILE)
                .with(
                    " in /run/keepalived, with the name in it; the control socket's path tells"
                        + " agents apart"),
            INSTANCE_WORD);
  }

  /** Translates the keywords, whose files depend on several of them. */
  static void finish(BlockTranslation translation) {
    reload(translation);
    put(translation, DATA, STATE_WORD, DumpConfig.DEFAULT.data());
    put(translation, STATISTICS, STATISTICS_WORD, DumpConfig.DEFAULT.statistics());
    put(translation, JSON, JSON_WORD, DumpConfig.DEFAULT.json());
    var name = name(translation);
    var named = translation.said(NAMED_WORD);
    if (named != null && name != null && GlobalDefs.isOn(translation, NAMED_WORD)) {
      var file = translation.out().text(DATA, DumpConfig.DEFAULT.data());
      translation.out().put(DATA, named.place(), withName(file, name));
    }
    pidFile(translation, name);
  }

  private static void reload(BlockTranslation translation) {
    var file = translation.said(RELOAD_WORD);
    if (file != null && file.size() == 1) {
      boolean ownDirectory = translation.said(DIRECTORY_WORD) != null;
      translation
          .out()
          .put(
              RELOAD.then(ProcessKeywords.RELOAD_FILE),
              file.place(),
              (ownDirectory ? RUN : "/run/keepalived") + ".reload");
    } else {
      put(translation, RELOAD.then(ProcessKeywords.RELOAD_FILE), RELOAD_WORD, "/keepalived.reload");
    }
    put(translation, RELOAD.then(ProcessKeywords.RELOAD_TIME_FILE), TIME_WORD, "/keepalived.time");
    var repeat = translation.said(REPEAT_WORD);
    if (repeat != null
        && GlobalDefs.isOn(translation, REPEAT_WORD)
        && translation.out().has(RELOAD.then(ProcessKeywords.RELOAD_TIME_FILE))) {
      translation.out().put(RELOAD.then(ProcessKeywords.RELOAD_REPEAT), repeat.place(), "true");
    }
  }

  /** Returns the name that tells this keepalived from others on the host; null if it has none. */
  private static @Nullable String name(BlockTranslation translation) {
    var instance = translation.said(INSTANCE_WORD);
    return instance != null && !instance.word(1).isEmpty()
        ? instance.word(1)
        : translation.out().text(NotificationKeywords.NET_NAMESPACE);
  }

  /** Returns {@code /tmp/keepalived.NAME.data}, as keepalived names it. */
  private static String withName(String file, String name) {
    int dot = file.lastIndexOf('.');
    return dot > file.lastIndexOf('/')
        ? file.substring(0, dot) + "." + name + file.substring(dot)
        : file + "." + name;
  }

  private static void put(
      BlockTranslation translation, KeyPath<String> path, String word, String standard) {
    var statement = translation.said(word);
    if (statement == null) {
      return;
    }
    var file = statement.word(1);
    if (!file.startsWith("/")) {
      translation.repaired(
          statement.place(1), word + " " + file + " (expected: an absolute path); ignored");
      return;
    }
    if (file.endsWith("/")) { // a directory
      file += standard.substring(standard.lastIndexOf('/') + 1);
    }
    translation.out().put(path, statement.place(1), file);
  }

  private static void pidFile(BlockTranslation translation, @Nullable String name) {
    var instance = translation.said(INSTANCE_WORD);
    var directory = translation.said(DIRECTORY_WORD);
    if (instance != null && !instance.word(1).isEmpty()) {
      var file = RUN + "_" + instance.word(1) + ".pid";
      translation.out().put(NotificationKeywords.PID_FILE, instance.place(), file);
    } else if (directory != null) {
      var file = RUN + (name == null ? "" : "_" + name) + ".pid";
      translation.out().put(NotificationKeywords.PID_FILE, directory.place(), file);
    }
  }
}
