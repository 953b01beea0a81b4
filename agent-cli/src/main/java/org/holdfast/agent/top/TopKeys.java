package org.holdfast.agent.top;

import java.util.List;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.top.TopState.Question;
import org.jspecify.annotations.Nullable;

/** What each key does to the state. PURE. */
final class TopKeys {

  private final TopState state;
  private final List<Row> rows;
  private final int page;

  private TopKeys(TopState state, int page) {
    this.state = state;
    this.rows = Rows.of(state);
    this.page = page;
  }

  /**
   * What a key has done.
   *
   * @param order the resource to which an order is to be posted; null for none
   */
  record Outcome(TopState state, boolean quit, @Nullable String order) {}

  /**
   * Applies a key.
   *
   * @param page the number of rows of the screen
   */
  static Outcome press(TopState state, Key key, int page) {
    return new TopKeys(state, page).press(key);
  }

  private Outcome press(Key key) {
    if (key.kind() == Key.Kind.INTERRUPT) {
      return new Outcome(state, true, null);
    }
    var question = state.question();
    if (question != null) {
      boolean yes = key.equals(Key.of('y'));
      var next = state.withQuestion(null).withNotice(yes ? "" : "Nothing was ordered.");
      return new Outcome(next, false, yes ? question.resource() : null);
    }
    if (!state.typing() && key.equals(Key.of('q')) && !state.details()) {
      return new Outcome(state, true, null);
    }
    return new Outcome(state.typing() ? typed(key) : pressed(key), false, null);
  }

  private TopState typed(Key key) {
    var filter = state.filter();
    return switch (key.kind()) {
      case LETTER -> state.withFilter(filter + key.letter(), true);
      case BACKSPACE ->
          state.withFilter(filter.substring(0, Math.max(0, filter.length() - 1)), true);
      case ENTER -> state.withFilter(filter, false);
      case ESCAPE -> state.withFilter("", false);
      case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END -> moved(key.kind());
      case INTERRUPT, OTHER -> state;
    };
  }

  private TopState pressed(Key key) {
    return switch (key.kind()) {
      case LETTER -> letter(key.letter());
      case ENTER -> state.withDetails(!rows.isEmpty() && !state.details());
      case ESCAPE, BACKSPACE ->
          state.details() ? state.withDetails(false) : state.withFilter("", false).withNotice("");
      case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END -> moved(key.kind());
      case INTERRUPT, OTHER -> state;
    };
  }

  private TopState moved(Key.Kind key) {
    if (rows.isEmpty()) {
      return state;
    }
    int at = state.selectedIn(rows);
    int last = rows.size() - 1;
    int next =
        switch (key) {
          case UP -> at - 1;
          case DOWN -> at + 1;
          case PAGE_UP -> at - page;
          case PAGE_DOWN -> at + page;
          case HOME -> 0;
          default -> last;
        };
    return state.withSelected(rows.get(Math.clamp(next, 0, last)).key());
  }

  private TopState letter(char letter) {
    return switch (letter) {
      case 'k' -> moved(Key.Kind.UP);
      case 'j' -> moved(Key.Kind.DOWN);
      case 'q' -> state.withDetails(false);
      case '/' -> state.withFilter(state.filter(), true);
      case 't' -> state.withTroubleOnly(!state.troubleOnly());
      case 'o' -> state.withSorting(state.sorting().next());
      case 'd' -> ofServer("Drain %s, and remove it after 5 minutes at the latest?", "drain");
      case 'e' -> ofServer("Withdraw the orders of %s?", "enable");
      case 's' -> ofInstance("Step %s down until it is resumed?", "step-down");
      case 'r' -> ofInstance("Resume %s, with its configured priority?", "resume");
      default -> state;
    };
  }

  private TopState ofServer(String words, String order) {
    int at = state.selectedIn(rows);
    if (at < 0 || !(rows.get(at) instanceof Row.OfServer row)) {
      return state.withNotice("Select a server first.");
    }
    var resource =
        "/v1/services/%s/servers/%s/%s"
            .formatted(
                ControlClient.segment(row.service()), ControlClient.segment(row.name()), order);
    var name = row.service() + "/" + row.name();
    return state.withQuestion(new Question(words.formatted(name), resource));
  }

  private TopState ofInstance(String words, String order) {
    int at = state.selectedIn(rows);
    if (at < 0 || !(rows.get(at) instanceof Row.OfInstance row)) {
      return state.withNotice("Select an instance first.");
    }
    var resource = "/v1/instances/%s/%s".formatted(ControlClient.segment(row.name()), order);
    return state.withQuestion(new Question(words.formatted(row.name()), resource));
  }
}
