package org.holdfast.agent.answers;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.holdfast.agent.config.KnownNames;
import org.holdfast.agent.config.table.DurationText;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.control.UserNames;
import org.holdfast.agent.log.LogLevel;
import org.holdfast.agent.log.LogLevels;
import org.holdfast.agent.log.LogTopic;

/**
 * The routes of the control socket for the log's levels. The query of a change has the parameters
 * {@code level}, a level or {@code default}, and {@code for}.
 */
public final class LogRoutes {

  private static final String ALL = "all";
  private static final String DEFAULT = "default";
  private static final Duration USUAL = Duration.ofMinutes(10);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private LogRoutes() {}

  public static List<ControlRoute> of(LogLevels levels) {
    return List.of(
        ControlRoute.get("/v1/log", _ -> answer(levels)),
        ControlRoute.post(
            "/v1/log/{topic}",
            request -> {
              try {
                change(levels, request);
                return answer(levels);
              } catch (RefusedException refused) {
                return CompletableFuture.failedFuture(refused);
              }
            }));
  }

  private static CompletableFuture<String> answer(LogLevels levels) {
    return CompletableFuture.completedFuture(levels.report().toJson());
  }

  private static void change(LogLevels levels, ControlRequest request) {
    var topics = topics(request.at("topic"));
    var level = String.valueOf(request.parameter("level"));
    if (level.equals(DEFAULT)) {
      levels.restore(topics);
    } else {
      levels.change(topics, level(level), span(request), UserNames.nameOf(request.caller()));
    }
  }

  private static List<LogTopic> topics(String word) {
    return word.equals(ALL)
        ? Arrays.asList(LogTopic.values())
        : List.of(
            LogTopic.of(word)
                .orElseThrow(() -> unknown("topic", word, and(LogTopic.words(), ALL))));
  }

  private static LogLevel level(String word) {
    return LogLevel.of(word)
        .orElseThrow(() -> unknown("level", word, and(LogLevel.words(), DEFAULT)));
  }

  private static List<String> and(List<String> words, String word) {
    return Stream.concat(words.stream(), Stream.of(word)).toList();
  }

  private static RefusedException unknown(String what, String word, List<String> words) {
    return RefusedException.notFound(
        "the log has no "
            + what
            + " \""
            + word
            + "\""
            + Nearest.hint(word, words)
            + " ("
            + KnownNames.clause(words)
            + ")");
  }

  private static Duration span(ControlRequest request) {
    var text = request.parameter("for");
    if (text == null) {
      return USUAL;
    }
    return DurationText.parse(text, SHORTEST, LONGEST)
        .orElseThrow(() ->
            RefusedException.badRequest(
                "for: \"" + text + "\" (expected: a time from 1s to 24h, such as 5m)"));
  }
}
