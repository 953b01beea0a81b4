package org.holdfast.health.bfd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one session in asynchronous mode (RFC 5880 section 6.8). A pure function.
 *
 * <pre>
 *  from  what happens                          to         cause
 *  ----  ------------------------------------  ---------  ---------------
 *  Down  Down is heard                         Init       Answered
 *  Down  Init is heard                         Up         Answered
 *  Init  Init or Up is heard                   Up         Answered
 *  Init  AdminDown is heard                    Down       NeighbourClosed
 *  Up    Down is heard                         Down       NeighbourDown
 *  Up    AdminDown is heard                    Down       NeighbourClosed
 *  Init  silence for the detection time        Down       Silent
 *  Up    silence for the detection time        Down       Silent
 *  any   close                                 AdminDown  Closed
 * </pre>
 *
 * <p>While a session is up, a packet without our discriminator is accepted only if its sender has
 * the discriminator that we know (see {@link #isStranger}).
 *
 * <p>A transition is reported to the other end at once, not with the next periodic packet. Echo,
 * authentication and our own demand mode are not implemented; the other end's demand is obeyed.
 */
public final class BfdRules {

  private BfdRules() {}

  /**
   * A new session: its first packet is due at once, unless it is passive.
   *
   * @param now as in {@link #next}
   */
  public static BfdSession start(BfdLocal local, long now) {
    long sendAt = local.passive() ? BfdSession.NEVER : now;
    return new BfdSession(
        BfdState.DOWN, 0, BfdRemote.UNKNOWN, false, now, sendAt, BfdSession.NEVER);
  }

  /**
   * Returns the new state and the effects of {@code event} at {@code now}. Never throws: every
   * event has an answer in every state. The shell must read its sockets empty before it reports
   * that the detection time is over.
   *
   * @param jitter from 0 to 1, drawn for each call: how much shorter than negotiated the next
   *     interval is
   * @param now an instant of one monotonic clock, in nanoseconds
   */
  public static BfdStep next(
      BfdLocal local, BfdSession session, BfdEvent event, double jitter, long now) {
    if (session.state() == BfdState.ADMIN_DOWN) {
      return new BfdStep(session, List.of()); // RFC 5880 section 6.8.6: discard
    }
    return switch (event) {
      case BfdEvent.Heard(BfdPacket packet) -> receive(local, session, packet, jitter, now);
      case BfdEvent.Tick _ -> tick(local, session, jitter, now);
      case BfdEvent.Close _ -> close(local, session);
    };
  }

  // ---- Packets of the other end ----

  /**
   * Whether a packet must be dropped because another host than the neighbour may have sent it. The
   * neighbour of a session that is up knows our discriminator; after it has lost our session its
   * packets have none, but still its own discriminator, which another host would have to guess.
   *
   * <p>Differs from RFC 5880 section 6.8.6, by which any packet with the neighbour's source address
   * and the state Down ends a session. A neighbour that restarts with another discriminator is
   * accepted once the detection time is over, because it no longer sends with the old one.
   */
  public static boolean isStranger(BfdSession session, BfdPacket packet) {
    return session.state() == BfdState.UP
        && packet.yourDiscriminator() == 0
        && packet.myDiscriminator() != session.remote().discriminator();
  }

  private static BfdStep receive(
      BfdLocal local, BfdSession session, BfdPacket packet, double jitter, long now) {
    if (isStranger(session, packet)) {
      return new BfdStep(session, List.of());
    }
    var remote = BfdRemote.of(packet);
    var cause = causeOf(session.state(), packet);
    var state = cause == null ? session.state() : after(session.state(), packet.state());
    var received =
        new BfdSession(
            state,
            diagnosticOf(cause, session.diagnostic()),
            remote,
            polls(local, session, state, packet.last()),
            session.sentAt(),
            session.sendAt(),
            now + remote.detectionNanos(local));
    return respond(local, session, received, cause, packet.poll(), jitter, now);
  }

  /** RFC 5880 section 6.2; null when the packet causes no transition. */
  private static @Nullable BfdCause causeOf(BfdState state, BfdPacket packet) {
    var theirs = packet.state();
    return switch (state) {
      case ADMIN_DOWN -> null;
      case DOWN ->
          theirs == BfdState.DOWN || theirs == BfdState.INIT ? new BfdCause.Answered(theirs) : null;
      case INIT ->
          switch (theirs) {
            case INIT, UP -> new BfdCause.Answered(theirs);
            case ADMIN_DOWN -> new BfdCause.NeighbourClosed();
            case DOWN -> null;
          };
      case UP ->
          switch (theirs) {
            case DOWN -> new BfdCause.NeighbourDown(packet.diagnostic());
            case ADMIN_DOWN -> new BfdCause.NeighbourClosed();
            case INIT, UP -> null;
          };
    };
  }

  private static BfdState after(BfdState ours, BfdState theirs) {
    if (theirs == BfdState.ADMIN_DOWN || (ours == BfdState.UP && theirs == BfdState.DOWN)) {
      return BfdState.DOWN;
    }
    return ours == BfdState.DOWN && theirs == BfdState.DOWN ? BfdState.INIT : BfdState.UP;
  }

  private static int diagnosticOf(@Nullable BfdCause cause, int before) {
    return switch (cause) {
      case BfdCause.Silent _ -> BfdDiagnostic.TIME_EXPIRED.number();
      case BfdCause.NeighbourDown _, BfdCause.NeighbourClosed _ ->
          BfdDiagnostic.NEIGHBOUR_DOWN.number();
      case BfdCause.Closed _ -> BfdDiagnostic.ADMINISTRATIVELY_DOWN.number();
      case BfdCause.Answered _, BfdCause.Started _ -> before;
      case null -> before;
    };
  }

  /**
   * RFC 5880 section 6.5: an end that comes up sends faster from then on, and polls until the other
   * end has confirmed it.
   */
  private static boolean polls(
      BfdLocal local, BfdSession session, BfdState state, boolean answered) {
    if (state != BfdState.UP) {
      return false;
    }
    boolean cameUp = session.state() != BfdState.UP;
    return cameUp
        ? local.desiredTxNanos(session.state()) != local.desiredTxNanos(state)
        : session.polling() && !answered;
  }

  // ---- Time ----

  private static BfdStep tick(BfdLocal local, BfdSession session, double jitter, long now) {
    if (session.isSilent(now)) {
      return silent(local, session, jitter, now);
    }
    if (!BfdSession.reached(session.sendAt(), now)) {
      return new BfdStep(session, List.of());
    }
    var sent = session.sending(now, now + jittered(local, session, jitter));
    return new BfdStep(sent, List.of(send(local, sent, false)));
  }

  /**
   * Differs: RFC 5880 keeps the other end's intervals. Here the values of a lost end are forgotten
   * completely; otherwise an end that demanded silence before it crashed would never receive a
   * packet again.
   */
  private static BfdStep silent(BfdLocal local, BfdSession session, double jitter, long now) {
    boolean falls = session.state() == BfdState.INIT || session.state() == BfdState.UP;
    var cause = falls ? new BfdCause.Silent(session.remote().detectionNanos(local)) : null;
    var fallen =
        new BfdSession(
            BfdState.DOWN,
            diagnosticOf(cause, session.diagnostic()),
            BfdRemote.UNKNOWN,
            false,
            session.sentAt(),
            session.sendAt(),
            BfdSession.NEVER);
    return respond(local, session, fallen, cause, false, jitter, now);
  }

  private static BfdStep close(BfdLocal local, BfdSession session) {
    var cause = new BfdCause.Closed();
    boolean knownThere = session.remote().discriminator() != 0;
    var closed =
        new BfdSession(
            BfdState.ADMIN_DOWN,
            diagnosticOf(cause, 0),
            session.remote(),
            false,
            session.sentAt(),
            BfdSession.NEVER,
            BfdSession.NEVER);
    var moved = new BfdEffect.Moved(session.state(), closed.state(), cause);
    return new BfdStep(
        closed, knownThere ? List.of(send(local, closed, false), moved) : List.of(moved));
  }

  // ---- Our packets ----

  /**
   * Answers a poll, reports a transition at once, and schedules periodic packets by the intervals.
   */
  private static BfdStep respond(
      BfdLocal local,
      BfdSession before,
      BfdSession after,
      @Nullable BfdCause cause,
      boolean polled,
      double jitter,
      long now) {
    var effects = new ArrayList<BfdEffect>(3);
    if (polled) {
      effects.add(
          send(local, after, true)); // even when no other packet may be sent: RFC 5880 section 6.5
    }
    var next = after;
    if (!after.mayTransmit(local)) {
      next = after.sending(after.sentAt(), BfdSession.NEVER);
    } else if (cause != null) {
      next = after.sending(now, now + jittered(local, after, jitter));
      if (!polled) {
        effects.add(send(local, after, false));
      }
    } else if (before.sendAt() == BfdSession.NEVER) {
      next = after.sending(after.sentAt(), now);
    } else if (before.intervalNanos(local) != after.intervalNanos(local)) {
      long due = after.sentAt() + jittered(local, after, jitter);
      next = after.sending(after.sentAt(), due - now < 0 ? now : due);
    }
    if (cause != null) {
      effects.add(new BfdEffect.Moved(before.state(), after.state(), cause));
    }
    return new BfdStep(next, effects);
  }

  /**
   * RFC 5880 section 6.8.7: 75 to 100 % of the interval, so that sessions do not synchronize; with
   * a multiplier of 1 at most 90 %, because otherwise an ordinary packet could be late.
   */
  private static long jittered(BfdLocal local, BfdSession session, double jitter) {
    double most = local.multiplier() == 1 ? 0.9 : 1.0;
    return (long) (session.intervalNanos(local) * (most - (most - 0.75) * jitter));
  }

  /** Never sets both bits: the answer to a poll does not poll (RFC 5880 section 6.5). */
  private static BfdEffect send(BfdLocal local, BfdSession session, boolean last) {
    return new BfdEffect.Send(
        new BfdPacket(
            session.state(),
            session.diagnostic(),
            session.polling() && !last,
            last,
            false,
            false,
            local.multiplier(),
            local.discriminator(),
            session.remote().discriminator(),
            micros(local.desiredTxNanos(session.state())),
            micros(local.minRxNanos()),
            0));
  }

  private static long micros(long nanos) {
    return Math.min(nanos / 1_000, 0xffff_ffffL);
  }
}
