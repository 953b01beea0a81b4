package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Records the events that the agent would publish, one line each. */
final class RecordedNews implements Consumer<VrrpNews> {

  private final List<String> lines = new ArrayList<>();
  private final Consumer<String> also;

  RecordedNews() {
    this(line -> {});
  }

  /** Passes each line to {@code also} as well. */
  RecordedNews(Consumer<String> also) {
    this.also = also;
  }

  private void record(String line) {
    lines.add(line);
    also.accept(line);
  }

  /** Returns the lines recorded since the last call. */
  List<String> take() {
    var taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  @Override
  public void accept(VrrpNews news) {
    record(
        switch (news) {
          case VrrpNews.Moved moved ->
              "%s %s at %d: %s"
                  .formatted(
                      moved.instance(), moved.state(), moved.priority(), moved.reason().text());
          case VrrpNews.GroupMoved moved -> "group " + moved.group() + " " + moved.state();
          case VrrpNews.PriorityChanged changed ->
              changed.instance() + " " + changed.state() + " has priority " + changed.priority();
          case VrrpNews.LowerPriorityHeard heard ->
              heard.instance() + " heard a priority below " + heard.priority();
          case VrrpNews.TrackTurned turned ->
              "%s track %s %s %s %d"
                  .formatted(
                      turned.instance(),
                      turned.kind().word(),
                      turned.track(),
                      turned.verdict().words(),
                      turned.priority());
          case VrrpNews.PeerDisagrees disagrees ->
              disagrees.instance() + " disagreement: " + disagrees.disagreement().words();
          case VrrpNews.PeerAgrees agrees ->
              agrees.instance() + " no longer so: " + agrees.disagreement().words();
        });
  }
}
