package org.holdfast.agent.status;

import static org.holdfast.agent.status.StatusTable.line;

import org.holdfast.time.SpanWords;

/** An {@link Explanation} as text. */
public final class ExplanationTable {

  private ExplanationTable() {}

  /** Returns several lines with a final line feed. */
  public static String of(Explanation explanation) {
    var text = new StringBuilder(explanation.verdict()).append('\n');
    if (!explanation.toBecomeMaster().isEmpty()) {
      text.append("\nTo become master\n");
      explanation.toBecomeMaster().forEach(way -> text.append("  ").append(way).append('\n'));
    }
    if (!explanation.toLoseMastership().isEmpty()) {
      text.append("\nTo lose the mastership\n");
      explanation.toLoseMastership().forEach(way -> text.append("  ").append(way).append('\n'));
    }
    if (!explanation.remarks().isEmpty()) {
      text.append("\nBesides\n");
      explanation.remarks().forEach(remark -> text.append("  ").append(remark).append('\n'));
    }
    text.append('\n');
    StatusTable.append(text, explanation.instance());
    line(
        text,
        "  election",
        (explanation.preempt() ? "preempts" : "does not preempt")
            + (explanation.preemptDelaySeconds() == 0
                ? ""
                : " after " + SpanWords.exact(explanation.preemptDelaySeconds()))
            + ", a master is lost after "
            + SpanWords.exact(explanation.masterDownSeconds())
            + " of silence, of which the skew is "
            + SpanWords.exact(explanation.skewSeconds()));
    return text.toString();
  }
}
