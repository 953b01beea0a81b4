package org.holdfast.vrrp.io;

import java.time.Duration;
import org.holdfast.linux.loop.DeadlineQueue;
import org.holdfast.time.NanoClock;
import org.holdfast.time.SpanTally;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;

/**
 * The only timer of an instance: passes it {@link Event.Tick} when the deadline of its state is
 * reached. When an advert moves the deadline to a later instant, the timer stays as it is, rings
 * early, and is set again. Owned by the election loop.
 */
final class InstanceTimer extends DeadlineQueue.Task {

  private static final long BACK_OFF_NANOS = Duration.ofMillis(100).toNanos();

  private final Instance instance;
  private final NanoClock clock;
  private final SpanTally lateness;
  private final DeadlineQueue deadlines;

  /**
   * Makes a timer that is off.
   *
   * @param deadlines those of all instances
   * @param lateness records how late a master's tick comes after its deadline
   */
  InstanceTimer(Instance instance, DeadlineQueue deadlines, NanoClock clock, SpanTally lateness) {
    this.instance = instance;
    this.clock = clock;
    this.lateness = lateness;
    this.deadlines = deadlines;
  }

  /** Sets the timer to the deadline of the instance's present state. */
  void arm() {
    long deadline = instance.state().deadline();
    if (deadline == Times.NEVER) {
      deadlines.off(this);
    } else {
      deadlines.noLaterThan(this, deadline);
    }
  }

  @Override
  protected void due() {
    try {
      var state = instance.state();
      if (Times.reached(state.deadline(), clock.nanos())) {
        // Read before the port: an advert that has arrived meanwhile may move the deadline.
        long promised = state instanceof State.Master ? state.deadline() : Times.NEVER;
        if (mayHaveMissedSomething(state)) {
          instance.port().drain();
        }
        instance.on(Event.Tick.TICK);
        if (promised != Times.NEVER) {
          lateness.count(clock.nanos() - promised);
        }
      } else {
        arm();
      }
    } catch (Throwable failure) { // Errors too: without its timer an instance does nothing
      instance.log().failed("The timer", failure);
      long now = clock.nanos();
      deadlines.at(this, now + BACK_OFF_NANOS, now);
    }
  }

  /**
   * Whether the port is read before the tick, so that packets that arrived while this process was
   * not running are handled before the deadline is acted upon. A master that is on time sends its
   * advert first: reading a flood would delay the advert, and no other router can have taken over
   * yet.
   */
  private boolean mayHaveMissedSomething(State state) {
    return !(state instanceof State.Master)
        || clock.nanos() - state.deadline()
            >= instance.config().election().advertisementInterval().toNanos();
  }
}
