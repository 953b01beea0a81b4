package org.holdfast.agent.config.words;

import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.log.LogFormat;

/** The keys of the log. */
public final class LogKeywords {

  public static final Key<LogFormat> FORMAT =
      Key.standard(
          "format",
          ChoiceType.of("auto", LogFormat.AUTO, "text", LogFormat.TEXT).or("json", LogFormat.JSON),
          "auto",
          "auto: entries with fields if the journal reads standard error, otherwise lines of text;"
              + " text: always lines; json: an object on each line");
  public static final Key<Fields> LOG =
      Key.optional(
          "log", Section.of("log", "The log.", FORMAT), Key.OWN_DEFAULTS, "the form of the log");

  private LogKeywords() {}
}
