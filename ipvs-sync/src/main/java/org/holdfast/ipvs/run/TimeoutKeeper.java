package org.holdfast.ipvs.run;

import java.util.List;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.linux.LinuxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the kernel's timeouts of idle connections, and restores them. Not thread-safe; calls block
 * until the kernel has answered.
 */
final class TimeoutKeeper {

  private static final Logger log = LoggerFactory.getLogger(TimeoutKeeper.class);

  private final IpvsKernel kernel;
  private @Nullable Timeouts original;
  private @Nullable Timeouts wanted;
  private final KeeperProblems problems;

  TimeoutKeeper(IpvsKernel kernel, KeeperProblems problems) {
    this.kernel = kernel;
    this.problems = problems;
  }

  void want(Timeouts timeouts) {
    wanted = timeouts;
  }

  /** Sets the timeouts if they differ from the wanted ones; may be called again. */
  void settle() {
    var goal = wanted;
    if (goal == null) {
      return;
    }
    try {
      var present = kernel.timeouts();
      if (original == null) {
        original = present;
      }
      if (goal.or(present).equals(present)) {
        problems.succeeded(KeeperProblems.Keeper.TIMEOUTS);
      } else {
        set(goal.or(present));
      }
    } catch (LinuxException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  /** Restores the values from before the first change. */
  void restore() {
    if (original != null) {
      set(original);
      original = null;
    }
    wanted = null;
  }

  private void set(Timeouts timeouts) {
    var command = new Command.SetTimeouts(timeouts);
    switch (kernel.perform(List.of(command)).getFirst()) {
      case CommandOutcome.Settled _ -> {
        log.info("IPVS: {}", command.words());
        problems.succeeded(KeeperProblems.Keeper.TIMEOUTS);
      }
      case CommandOutcome.Refused(var why) -> failed(why);
      case CommandOutcome.Unknown(var why) -> failed(why);
    }
  }

  private void failed(String why) {
    problems.failed(KeeperProblems.Keeper.TIMEOUTS, why);
  }
}
