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

/** Collects the errors and warnings while a file is read. */
public final class Report {

  /** The heap that reading a value takes, beside the running configuration. */
  private static final int BYTES_FOR_A_VALUE = 512;

  /**
   * The most values in a file; a value counts once for each use of its alias. About seventy
   * thousand servers with their checks stay below a million. A smaller heap than 512 MiB allows
   * fewer, so that an agent that already runs as many can read the file.
   */
  static final int MOST_VALUES =
      (int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / BYTES_FOR_A_VALUE);

  /** The most problems kept; further problems are only counted. */
  private static final int MOST_PROBLEMS = 100;

  /**
   * Reading ends after this many errors, because an operator does not repair more of them at once.
   */
  private static final int ENOUGH_ERRORS = 1_000;

  private static final int LONGEST_MESSAGE = 400;

  /** The name in the marks of a YAML text that has no name of its own. */
  private static final String UNNAMED = new StreamReader("").getMark().getName();

  static final String TOO_MANY_VALUES =
      "more than " + MOST_VALUES + " values, where each use of an alias counts again";

  private final String file;
  private final ForeignWords foreignWords;
  private final Wording wording;
  private int unkept;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Problem> said = new HashSet<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private int errors;
  private int values;

  /**
   * An error, and the value that it concerns.
   *
   * @param message includes the keys that lead to the value
   */
  public record Refusal(Node node, Mark mark, String message) {}

  /** Creates an empty report without hints about words of another language. */
  public Report(String file) {
    this(file, ForeignWords.NONE);
  }

  /**
   * Creates an empty report.
   *
   * @param file the file's name, for the problems
   * @param foreignWords the words of another language that a hint may explain
   */
  public Report(String file, ForeignWords foreignWords) {
    this(file, foreignWords, Wording.YAML);
  }

  /**
   * Creates an empty report about a file in another language, which has been translated.
   *
   * @param file the file's name, for the problems
   * @param wording how messages name keys and places
   */
  public Report(String file, Wording wording) {
    this(file, ForeignWords.NONE, wording);
  }

  private Report(String file, ForeignWords foreignWords, Wording wording) {
    this.file = file;
    this.foreignWords = foreignWords;
    this.wording = wording;
  }

  /**
   * Returns the name of a key, in the language of the file.
   *
   * @param section the section that contains the key
   */
  public String name(NodePosition section, KeyPath<?> key) {
    return wording.name(section.trail(), key);
  }

  /** Returns the name of a key in another part of the file, in the language of the file. */
  public String name(KeyPath<?> key) {
    return wording.name(null, key);
  }

  /**
   * Returns what an operator writes to give a key a value, in the language of the file.
   *
   * @param section the section that contains the key
   * @param value the value as in the YAML file
   */
  public String setting(NodePosition section, KeyPath<?> key, String value) {
    return wording.setting(section.trail(), key, value);
  }

  ForeignWords foreignWords() {
    return foreignWords;
  }

  /**
   * Returns whether another value may be read; reports an error the first time the limit is
   * exceeded.
   */
  public boolean admits(NodePosition spot) {
    values++;
    if (values == MOST_VALUES) {
      error(spot, TOO_MANY_VALUES);
    }
    return values < MOST_VALUES && errors < ENOUGH_ERRORS;
  }

  public void error(NodePosition spot, String message) {
    add(spot.mark(), spot.trail(), Severity.ERROR, message);
    refusals.add(new Refusal(spot.node(), spot.mark(), text(spot.trail(), message)));
  }

  /** Adds an error about a key; {@code value} is the value of the key. */
  public void error(Node key, NodePosition value, @Nullable NodePath trail, String message) {
    error(key.getStartMark(), trail, message);
    refusals.add(new Refusal(value.node(), key.getStartMark(), text(trail, message)));
  }

  public void warning(NodePosition spot, String message) {
    add(spot.mark(), spot.trail(), Severity.WARNING, message);
  }

  public void error(Mark mark, @Nullable NodePath trail, String message) {
    add(mark, trail, Severity.ERROR, message);
  }

  public void warning(Mark mark, @Nullable NodePath trail, String message) {
    add(mark, trail, Severity.WARNING, message);
  }

  /** Returns the file's name. */
  public String file() {
    return file;
  }

  private void add(Mark mark, @Nullable NodePath trail, Severity severity, String message) {
    add(
        mark.getName().equals(UNNAMED) ? file : mark.getName(),
        mark.getLine() + 1,
        mark.getColumn() + 1,
        severity,
        text(trail, message));
  }

  private String text(@Nullable NodePath trail, String message) {
    return trail == null ? message : wording.place(trail) + ": " + message;
  }

  /** Adds all problems of {@code other}. */
  public void add(Report other) {
    errors += other.errors;
    for (var problem : other.problems) {
      if (problems.size() < MOST_PROBLEMS && said.add(problem)) {
        problems.add(problem);
      }
    }
  }

  /** Returns the errors about a value or its key. */
  public List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** Adds an error in the file's text; line and column are 0 for the whole text. */
  public void error(int line, int column, String message) {
    add(file, line, column, Severity.ERROR, message);
  }

  /**
   * Adds a problem. A problem shared by many places, such as one in a check of all servers, is
   * added only once.
   */
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

  /** Returns the number of errors so far. */
  public int errors() {
    return errors;
  }

  /** Whether there are no errors and no warnings so far. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public ConfigException failure() {
    return new ConfigException(problems());
  }

  /**
   * Returns the problems in the order of their positions, followed by the number of those not kept.
   */
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
