package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.Problem.Severity;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;

/** Collects what is wrong while a file is read. */
public final class Report {

  /**
   * What an alias names counts as often as it is named. Some thirty thousand servers with their
   * checks stay below, and so does the heap of an agent that runs as many already.
   */
  static final int MOST_VALUES = 500_000;

  /** More are counted, not kept. */
  private static final int MOST_PROBLEMS = 100;

  /** A file with this many errors is not mended in one go, so its reading ends here. */
  private static final int ENOUGH_ERRORS = 1_000;

  private static final int LONGEST_MESSAGE = 400;

  /** What marks of the YAML text itself are called. */
  private static final String UNNAMED = new StreamReader("").getMark().getName();

  static final String TOO_MANY_VALUES =
      "more than " + MOST_VALUES + " values, counting what an alias names each time it is named";

  private final String file;
  private final ForeignWords foreignWords;
  private int unkept;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Problem> said = new HashSet<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private int errors;
  private int values;

  /**
   * An error, and the value that it is about.
   *
   * @param message with the keys that lead there
   */
  public record Refusal(Node node, Mark mark, String message) {}

  /** A report without hints at words of another language. */
  public Report(String file) {
    this(file, ForeignWords.NONE);
  }

  /**
   * A report without problems yet.
   *
   * @param file its name, for the problems
   * @param foreignWords the words of another language that a hint may explain
   */
  public Report(String file, ForeignWords foreignWords) {
    this.file = file;
    this.foreignWords = foreignWords;
  }

  ForeignWords foreignWords() {
    return foreignWords;
  }

  /** Whether another value may be read; says so once when it may not. */
  public boolean admits(Spot spot) {
    values++;
    if (values == MOST_VALUES) {
      error(spot, TOO_MANY_VALUES);
    }
    return values < MOST_VALUES && errors < ENOUGH_ERRORS;
  }

  public void error(Spot spot, String message) {
    add(spot.mark(), spot.trail(), Severity.ERROR, message);
    refusals.add(new Refusal(spot.node(), spot.mark(), text(spot.trail(), message)));
  }

  /** An error of a key; {@code value} is what stands under it. */
  public void error(Node key, Spot value, @Nullable Trail trail, String message) {
    error(key.getStartMark(), trail, message);
    refusals.add(new Refusal(value.node(), key.getStartMark(), text(trail, message)));
  }

  public void warning(Spot spot, String message) {
    add(spot.mark(), spot.trail(), Severity.WARNING, message);
  }

  public void error(Mark mark, @Nullable Trail trail, String message) {
    add(mark, trail, Severity.ERROR, message);
  }

  public void warning(Mark mark, @Nullable Trail trail, String message) {
    add(mark, trail, Severity.WARNING, message);
  }

  /** Its name, for what it includes. */
  public String file() {
    return file;
  }

  private void add(Mark mark, @Nullable Trail trail, Severity severity, String message) {
    add(
        mark.getName().equals(UNNAMED) ? file : mark.getName(),
        mark.getLine() + 1,
        mark.getColumn() + 1,
        severity,
        text(trail, message));
  }

  private static String text(@Nullable Trail trail, String message) {
    return trail == null ? message : trail + ": " + message;
  }

  /** Everything that {@code other} has to say. */
  public void add(Report other) {
    errors += other.errors;
    for (var problem : other.problems) {
      if (problems.size() < MOST_PROBLEMS && said.add(problem)) {
        problems.add(problem);
      }
    }
  }

  /** The errors about a value or its key. */
  public List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** An error of the file's text, before it has a structure; line and column 0 for all of it. */
  public void error(int line, int column, String message) {
    add(file, line, column, Severity.ERROR, message);
  }

  /** What many share, such as a check of all servers, is told once however many it hurts. */
  private void add(String at, int line, int column, Severity severity, String message) {
    if (severity == Severity.ERROR) {
      errors++;
    }
    var problem = new Problem(at, line, column, severity, shortened(message));
    if (said.contains(problem)) {
      return;
    }
    if (problems.size() < MOST_PROBLEMS) {
      said.add(problem);
      problems.add(problem);
    } else {
      unkept++;
    }
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "... (" + message.length() + " characters)";
  }

  /** The number of errors so far. */
  public int errors() {
    return errors;
  }

  /** Whether nothing is wrong so far, nor remarkable. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public ConfigException failure() {
    return new ConfigException(problems());
  }

  /** In order of place; behind them how many more there are. */
  public List<Problem> problems() {
    Collections.sort(problems);
    if (unkept == 0) {
      return List.copyOf(problems);
    }
    var all = new ArrayList<>(problems);
    var severity = errors > 0 ? Severity.ERROR : Severity.WARNING;
    var more = unkept + " more errors and warnings";
    all.add(
        new Problem(
            file,
            0,
            0,
            severity,
            errors < ENOUGH_ERRORS ? more : "at least " + more + "; the rest was not read"));
    return List.copyOf(all);
  }
}
