package org.holdfast.agent.top;

import java.util.List;
import org.holdfast.agent.status.StatusReport;
import org.jspecify.annotations.Nullable;

/**
 * What the screen shows and what its keys do. Immutable.
 *
 * @param report the latest report; null before the first
 * @param trouble why there is no newer report; empty if the agent answers
 * @param filter a part of the names shown; empty for all
 * @param typing whether keys are added to the filter
 * @param selected the {@link Row#key} of the selected row; empty for the first
 * @param details whether the selected row is shown alone
 * @param question the order that waits for a yes; null for none
 * @param notice the answer to the last order; may be empty
 */
record TopState(
    @Nullable StatusReport report,
    String trouble,
    Sorting sorting,
    String filter,
    boolean typing,
    boolean troubleOnly,
    String selected,
    boolean details,
    @Nullable Question question,
    String notice) {

  /** The state before the first report. */
  static final TopState START =
      new TopState(null, "", Sorting.TROUBLE, "", false, false, "", false, null, "");

  /**
   * An order that waits for a yes.
   *
   * @param words the question without its answers
   * @param resource the resource of the control socket to which the order is posted
   */
  record Question(String words, String resource) {}

  TopState with(StatusReport next) {
    return new TopState(
        next, "", sorting, filter, typing, troubleOnly, selected, details, question, notice);
  }

  TopState withTrouble(String next) {
    return new TopState(
        report, next, sorting, filter, typing, troubleOnly, selected, details, question, notice);
  }

  TopState withSorting(Sorting next) {
    return new TopState(
        report, trouble, next, filter, typing, troubleOnly, selected, details, question, notice);
  }

  TopState withFilter(String next, boolean isTyped) {
    return new TopState(
        report, trouble, sorting, next, isTyped, troubleOnly, selected, details, question, notice);
  }

  TopState withTroubleOnly(boolean next) {
    return new TopState(
        report, trouble, sorting, filter, typing, next, selected, details, question, notice);
  }

  /** Selects a row, whose reason then takes the place of a notice. */
  TopState withSelected(String next) {
    return new TopState(
        report, trouble, sorting, filter, typing, troubleOnly, next, details, question, "");
  }

  TopState withDetails(boolean next) {
    return new TopState(
        report, trouble, sorting, filter, typing, troubleOnly, selected, next, question, notice);
  }

  TopState withQuestion(@Nullable Question next) {
    return new TopState(
        report, trouble, sorting, filter, typing, troubleOnly, selected, details, next, "");
  }

  /**
   * Asks whether an order is to be carried out despite the effect for which the agent has refused
   * it. While the reader types or answers another question, it is only a notice, so that no key
   * meant for something else confirms it.
   */
  TopState askedToForce(String effect, String resource) {
    return typing || question != null
        ? withNotice("refused: " + effect)
        : withQuestion(new Question(effect + ". Order it anyway?", resource + "?force=true"));
  }

  TopState withNotice(String next) {
    return new TopState(
        report, trouble, sorting, filter, typing, troubleOnly, selected, details, question, next);
  }

  /** Returns the index of the selected row; 0 if it is gone, -1 if there are no rows. */
  int selectedIn(List<Row> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).key().equals(selected)) {
        return i;
      }
    }
    return rows.isEmpty() ? -1 : 0;
  }
}
