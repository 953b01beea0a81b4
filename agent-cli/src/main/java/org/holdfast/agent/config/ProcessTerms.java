package org.holdfast.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * The commands around the life of the agent, and how its process is run.
 *
 * @param startup runs before anything else; null for none
 * @param startupLimit when the command is ended
 * @param shutdown runs after everything else; null for none
 * @param shutdownLimit when the command is ended
 * @param supplementaryGroups whether the commands of other users have those users' further groups
 * @param umask the permissions that new files never have, 0 to 0777; null for those of the parent
 * @param linkLocalIgmp whether the kernel reports memberships in link-local IPv4 groups
 * @param logsUnknownVrids whether adverts with VRIDs of no instance are logged
 * @param election the election loop and the kernel loop
 * @param checks the check loops and the IPVS thread
 * @param bfd the BFD loop
 * @param realTime what real-time priority may do
 * @param reload how other programs and reloads work together
 */
public record ProcessTerms(
    @Nullable NotifyCommand startup,
    Duration startupLimit,
    @Nullable NotifyCommand shutdown,
    Duration shutdownLimit,
    boolean supplementaryGroups,
    @Nullable Integer umask,
    boolean linkLocalIgmp,
    boolean logsUnknownVrids,
    Threads election,
    Threads checks,
    Threads bfd,
    RealTimeTerms realTime,
    ReloadTerms reload) {

  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  /** The terms of a file that says nothing about them. */
  public static final ProcessTerms DEFAULT =
      new ProcessTerms(
          null,
          USUAL_LIMIT,
          null,
          USUAL_LIMIT,
          false,
          null,
          true,
          false,
          Threads.AS_THEY_ARE,
          Threads.AS_THEY_ARE,
          Threads.AS_THEY_ARE,
          RealTimeTerms.DEFAULT,
          ReloadTerms.NONE);

  /**
   * How some threads are scheduled.
   *
   * @param nice -20 to 19; null for the process's own
   * @param cpus the processors that they may run on; empty for the process's own
   * @param realTimePriority priority under SCHED_RR, 1 to 99; 0 for no change
   */
  public record Threads(@Nullable Integer nice, List<Integer> cpus, int realTimePriority) {

    /** Nothing is changed. */
    public static final Threads AS_THEY_ARE = new Threads(null, List.of(), 0);

    public Threads {
      cpus = List.copyOf(cpus);
    }
  }

  /**
   * What real-time priority may do.
   *
   * @param limit for how long a thread with real-time priority may use the processor without
   *     waiting; null for no limit
   * @param highest the highest priority under SCHED_RR, 1 to 99, that the election's threads may
   *     get because they run late; 0 for no change
   * @param lateness how late the election loop must run before its priority is raised
   */
  public record RealTimeTerms(@Nullable Duration limit, int highest, Duration lateness) {

    /** No limit and no change. */
    public static final RealTimeTerms DEFAULT = new RealTimeTerms(null, 0, Duration.ofSeconds(1));
  }

  /**
   * How other programs and reloads work together.
   *
   * @param file exists while a reload reads the configuration; null for none
   * @param timeFile holds the time of the next reload; null for none
   * @param repeat whether the time file stays after its reload
   */
  public record ReloadTerms(@Nullable String file, @Nullable String timeFile, boolean repeat) {

    /** Reloads happen on request only, and leave no trace. */
    public static final ReloadTerms NONE = new ReloadTerms(null, null, false);
  }

  /** Returns both commands, with a name each. */
  List<ConfiguredCommand> commands() {
    var commands = new ArrayList<ConfiguredCommand>();
    if (startup != null) {
      commands.add(new ConfiguredCommand("startup command", ConfiguredCommand.Call.of(startup)));
    }
    if (shutdown != null) {
      commands.add(new ConfiguredCommand("shutdown command", ConfiguredCommand.Call.of(shutdown)));
    }
    return commands;
  }
}
