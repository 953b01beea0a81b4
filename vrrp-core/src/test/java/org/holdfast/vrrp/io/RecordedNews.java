package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.peer.Disagreement;

/** Writes down what the agent would tell the world, one line for each piece of news. */
final class RecordedNews implements TransitionListener {

  private final List<String> lines = new ArrayList<>();

  /** What has been told since the last call. */
  List<String> take() {
    var taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  @Override
  public void instanceMoved(String instance, String state, int priority, Reason reason) {
    lines.add(instance + " " + state + " at " + priority + ": " + reason.text());
  }

  @Override
  public void groupMoved(String group, String state) {
    lines.add("group " + group + " " + state);
  }

  @Override
  public void priorityChanged(String instance, String state, int priority) {
    lines.add(instance + " " + state + " has priority " + priority);
  }

  @Override
  public void lowerPriorityHeard(String instance, int priority) {
    lines.add(instance + " heard a priority below " + priority);
  }

  @Override
  public void trackTurned(
      String instance, TrackKind kind, String name, TrackVerdict verdict, int priority) {
    lines.add(
        instance + " track " + kind.word() + " " + name + " " + verdict.words() + " " + priority);
  }

  @Override
  public void peerDisagrees(String instance, Disagreement disagreement) {
    lines.add(instance + " disagreement: " + disagreement.words());
  }

  @Override
  public void peerAgrees(String instance, Disagreement disagreement) {
    lines.add(instance + " no longer so: " + disagreement.words());
  }
}
