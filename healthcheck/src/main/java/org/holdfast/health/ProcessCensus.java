package org.holdfast.health;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Determines the processes of a track, and whether their number is within the limits. Instants are
 * nanoseconds of the caller's clock and compare by subtraction only. Not thread-safe.
 *
 * <p>The first count decides at once. After that, a count that contradicts the verdict must last:
 * for the fork delay when it rose, for the terminate delay when it fell.
 */
public final class ProcessCensus {

  private final TrackProcessConfig config;
  private final Set<Integer> members = new HashSet<>();
  private Verdict verdict = Verdict.UNDECIDED;
  private long changedAt;
  private boolean doubted;
  private long dueAt;

  public ProcessCensus(TrackProcessConfig config, long nowNanos) {
    this.config = config;
    changedAt = nowNanos;
  }

  /** Ends the initial scan; counts are evaluated after this call. */
  public void begin(long nowNanos) {
    verdict = enough() ? Verdict.WELL : Verdict.NOT_WELL;
    changedAt = nowNanos;
  }

  /**
   * Records a new or changed process.
   *
   * @return whether it is one of the track's processes
   */
  public boolean saw(int pid, ProcessImage image, long nowNanos) {
    if (!matches(image)) {
      gone(pid, nowNanos);
      return false;
    }
    if (members.add(pid)) {
      counted(config.forkDelay().toNanos(), nowNanos);
    }
    return true;
  }

  /** Records the end of a process, which need not be one of the track's. */
  public void gone(int pid, long nowNanos) {
    if (members.remove(pid)) {
      counted(config.terminateDelay().toNanos(), nowNanos);
    }
  }

  private void counted(long delayNanos, long nowNanos) {
    if (verdict == Verdict.UNDECIDED) {
      return;
    }
    if (enough() == (verdict == Verdict.WELL)) {
      doubted = false;
    } else if (!doubted) {
      doubted = true;
      dueAt = nowNanos + delayNanos;
    }
  }

  /** Accepts counts that have lasted long enough; returns whether the verdict changed. */
  public boolean settle(long nowNanos) {
    if (!doubted || nowNanos - dueAt < 0) {
      return false;
    }
    doubted = false;
    verdict = enough() ? Verdict.WELL : Verdict.NOT_WELL;
    changedAt = nowNanos;
    return true;
  }

  /** When {@link #settle} may change the verdict; empty when it will not without an event. */
  public OptionalLong deadlineAt() {
    return doubted ? OptionalLong.of(dueAt) : OptionalLong.empty();
  }

  /** Whether the command line is needed to identify a process, in addition to its name. */
  public boolean readsCommandLines() {
    return config.fullCommand() || config.match() != TrackProcessConfig.Match.NAME;
  }

  public TrackProcessConfig config() {
    return config;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** When the verdict last changed. */
  public long changedAt() {
    return changedAt;
  }

  /** The process IDs of the track's processes. */
  public Set<Integer> members() {
    return Set.copyOf(members);
  }

  /** The count for human readers: {@code 1 runs, of 2 or more}. */
  public String words() {
    var range =
        config.most() == Integer.MAX_VALUE
            ? config.least() + " or more"
            : config.least() == config.most()
                ? Integer.toString(config.most())
                : config.least() + " to " + config.most();
    return members.size() + " running (expected: " + range + ")";
  }

  private boolean enough() {
    return members.size() >= config.least() && members.size() <= config.most();
  }

  private boolean matches(ProcessImage image) {
    if (!readsCommandLines()) {
      return image.name().equals(config.program());
    }
    var line = image.commandLine();
    return !line.isEmpty()
        && line.getFirst().equals(config.program())
        && argumentsMatch(line.subList(1, line.size()));
  }

  private boolean argumentsMatch(List<String> found) {
    var wanted = config.arguments();
    return switch (config.match()) {
      case NAME -> true;
      case EXACT -> found.equals(wanted);
      case INITIAL -> beginsWith(found, wanted);
      case PARTIAL -> {
        int last = wanted.size() - 1;
        yield last < 0
            || (found.size() > last
                && beginsWith(found, wanted.subList(0, last))
                && found.get(last).startsWith(wanted.get(last)));
      }
    };
  }

  private static boolean beginsWith(List<String> found, List<String> wanted) {
    return found.size() >= wanted.size() && found.subList(0, wanted.size()).equals(wanted);
  }
}
