package org.holdfast.agent.config.words;

import org.holdfast.agent.config.DumpConfig;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PathType;
import org.holdfast.agent.config.table.Section;

/** The keys of the files in keepalived's forms. */
public final class DumpKeywords {

  public static final Key<String> DATA =
      Key.standard(
          "data",
          PathType.INSTANCE,
          DumpConfig.DEFAULT.data(),
          "the file for the state as text, written on SIGUSR1");
  public static final Key<String> STATISTICS =
      Key.standard(
          "statistics",
          PathType.INSTANCE,
          DumpConfig.DEFAULT.statistics(),
          "the file for the counters, written on SIGUSR2, and on SIGRTMAX-1, which also sets the"
              + " counters of these files to 0");
  public static final Key<String> JSON =
      Key.standard(
          "json",
          PathType.INSTANCE,
          DumpConfig.DEFAULT.json(),
          "the file for the state as JSON, written on SIGRTMIN+2");
  public static final Key<Long> JSON_VERSION =
      Key.standard(
          "json-version",
          NumberType.from(1, 2),
          "1",
          "1: an array of instances; 2: an object that has the array and the tracked processes");
  public static final Key<Fields> DUMPS =
      Key.optional(
          "keepalived-dumps",
          Section.of(
                  "keepalived dumps",
                  "Files in keepalived's own forms, at keepalived's paths, for programs that read"
                      + " them, such as keepalived_exporter. Only the agent's user may read them.",
                  DATA,
                  STATISTICS,
                  JSON,
                  JSON_VERSION)
              .orNothing(),
          "none",
          "files in keepalived's own forms, for programs that read keepalived's");

  private DumpKeywords() {}
}
