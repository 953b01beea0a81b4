package org.holdfast.agent.config;

import java.util.List;

/**
 * A configuration that cannot be used, with all that is wrong with it in order of place. Its
 * message is one problem a line, ready to be shown.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /** Errors, and the warnings between them; warnings alone of what is read strictly. */
  public List<Problem> problems() {
    return problems;
  }

  /** Whether there are warnings alone, of what is read strictly: less strictly it could be used. */
  public boolean isOfWarnings() {
    return problems.stream().allMatch(problem -> problem.severity() == Problem.Severity.WARNING);
  }

  private static String text(List<Problem> problems) {
    var text = new StringBuilder();
    for (var problem : problems) {
      text.append(text.isEmpty() ? "" : "\n").append(problem);
    }
    return text.toString();
  }
}
