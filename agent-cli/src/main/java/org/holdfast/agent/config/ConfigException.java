package org.holdfast.agent.config;

import java.util.List;

/**
 * A configuration that cannot be used, with all its problems in the order of their positions. The
 * message has one problem per line and can be shown as it is.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns the errors and warnings in the order of their positions; only warnings if {@link
   * #isOfWarnings}.
   */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * Whether there are only warnings, because of which a strict reading refuses the configuration.
   */
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
