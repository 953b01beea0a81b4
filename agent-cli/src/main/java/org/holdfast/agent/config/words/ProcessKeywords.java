package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PathType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.vrrp.NotifyCommand;

/** The keys of the agent's process: commands around its life, and the scheduling of its threads. */
public final class ProcessKeywords {

  private static final DurationType LIMIT =
      DurationType.from(Duration.ofSeconds(1), Duration.ofSeconds(1000));

  public static final Key<NotifyCommand> STARTUP =
      Key.optional(
          "startup",
          NotifyCommandType.INSTANCE,
          "none",
          "a command that runs before the agent does anything; the agent waits for its end and"
              + " starts even if it fails");
  public static final Key<Duration> STARTUP_LIMIT =
      Key.standard("startup-limit", LIMIT, "10s", "after this time the command is ended");
  public static final Key<NotifyCommand> SHUTDOWN =
      Key.optional(
          "shutdown",
          NotifyCommandType.INSTANCE,
          "none",
          "a command that runs when the agent has ended everything else in order");
  public static final Key<Duration> SHUTDOWN_LIMIT =
      Key.standard("shutdown-limit", LIMIT, "10s", "after this time the command is ended");
  public static final Key<Boolean> SUPPLEMENTARY_GROUPS =
      Key.standard(
          "supplementary-groups",
          BooleanType.INSTANCE,
          "false",
          "whether the commands of other users than the agent's own have those users' further"
              + " groups; otherwise they have one group");
  public static final Key<String> UMASK =
      Key.derived(
          "umask",
          TextType.word(4, "an octal number of at most 4 digits, such as \"0022\""),
          "that of the agent's parent",
          "the permissions that new files never have, also those of the commands: an octal number");
  public static final Key<Boolean> LINK_LOCAL_IGMP =
      Key.standard(
          "link-local-igmp",
          BooleanType.INSTANCE,
          "true",
          "whether the kernel reports memberships in 224.0.0.0/24 by IGMP; false sets the sysctl"
              + " net.ipv4.igmp_link_local_mcast_reports to 0 while the agent runs. Switches"
              + " forward these groups to all ports anyway");
  public static final Key<Boolean> LOG_UNKNOWN_VRIDS =
      Key.standard(
          "log-unknown-vrids",
          BooleanType.INSTANCE,
          "false",
          "whether the log has the adverts that arrive for VRIDs of no instance, each sender once");

  public static final Key<Long> NICE =
      Key.derived(
          "nice",
          NumberType.from(-20, 19),
          "the agent's",
          "the nice value of these threads; a lower one gets more of the processor");
  public static final Key<List<Entry<Long>>> CPUS =
      Key.optional(
          "cpus",
          ListType.of(NumberType.from(0, 1023)),
          "the agent's",
          "the processors that these threads run on, as numbered in /proc/cpuinfo");
  public static final Key<Long> THREAD_PRIORITY =
      Key.standard(
          "real-time-priority",
          NumberType.from(1, 99).orNamed("off", 0),
          "off",
          "the real-time priority (SCHED_RR) of these threads");

  public static final Key<Fields> ELECTION_THREADS =
      threads(
          "election",
          "The election loop and the kernel loop. vrrp.real-time-priority is the real-time priority"
              + " of the election loop; the kernel loop has the next lower one.",
          NICE,
          CPUS);
  public static final Key<Fields> CHECK_THREADS =
      threads(
          "checks",
          "The check loops and the IPVS thread. Without a priority of their own they have the one"
              + " below vrrp.real-time-priority.",
          NICE,
          CPUS,
          THREAD_PRIORITY);
  public static final Key<Fields> BFD_THREADS =
      threads(
          "bfd",
          "The BFD loop. Without a priority of its own it has vrrp.real-time-priority.",
          NICE,
          CPUS,
          THREAD_PRIORITY);

  /** Shorter limits would end the agent while the JVM compiles or loads what it first runs. */
  public static final Duration LEAST_LIMIT = Duration.ofMillis(200);

  public static final Key<Duration> REAL_TIME_LIMIT =
      Key.optional(
          "limit",
          DurationType.from(LEAST_LIMIT, Duration.ofHours(1)),
          "none",
          "for how long a thread with real-time priority may use the processor without waiting. The"
              + " agent ends with an error when the election loop, or a thread with a priority of"
              + " its own, exceeds it; another thread loses its priority for a minute");
  public static final Key<Long> HIGHEST_PRIORITY =
      Key.standard(
          "highest-priority",
          NumberType.from(1, 99).orNamed("off", 0),
          "off",
          "the highest real-time priority that the election's threads may get: whenever the"
              + " election loop runs late, theirs is raised by one");
  public static final Key<Duration> LATENESS =
      Key.standard(
          "lateness",
          DurationType.from(Duration.ofMillis(1), Duration.ofSeconds(10)),
          "1s",
          "how late the election loop must run before the priority is raised");
  public static final Key<Fields> REAL_TIME =
      Key.optional(
          "real-time",
          Section.of(
              "real time",
              "What real-time priority may do.",
              REAL_TIME_LIMIT,
              HIGHEST_PRIORITY,
              LATENESS),
          Key.OWN_DEFAULTS,
          "what real-time priority may do");

  public static final Key<String> RELOAD_FILE =
      Key.optional(
          "file",
          PathType.INSTANCE,
          "none",
          "a file that exists while a reload reads the configuration: it is made, or emptied,"
              + " before and removed after. A program that writes the configuration makes it before"
              + " it asks for the reload, and waits until it is gone");
  public static final Key<String> RELOAD_TIME_FILE =
      Key.optional(
          "time-file",
          PathType.INSTANCE,
          "none",
          "a file whose first line says when to reload: HH:MM:SS, or YYYY-MM-DD HH:MM:SS, with a Z"
              + " at the end for UTC. It is read again whenever it changes, and removed when the"
              + " reload begins");
  public static final Key<Boolean> RELOAD_REPEAT =
      Key.standard(
          "repeat",
          BooleanType.INSTANCE,
          "false",
          "whether the time file stays, so that a time without a date brings a reload every day");
  public static final Key<Fields> RELOAD =
      Key.optional(
          "reload",
          Section.of(
              "reload",
              "How other programs and reloads work together.",
              RELOAD_FILE,
              RELOAD_TIME_FILE,
              RELOAD_REPEAT),
          Key.OWN_DEFAULTS,
          "how other programs and reloads work together");

  public static final Key<Fields> PROCESS =
      Key.optional(
          "process",
          Section.of(
              "process part",
              "The agent's process.",
              STARTUP,
              STARTUP_LIMIT,
              SHUTDOWN,
              SHUTDOWN_LIMIT,
              SUPPLEMENTARY_GROUPS,
              UMASK,
              LINK_LOCAL_IGMP,
              LOG_UNKNOWN_VRIDS,
              ELECTION_THREADS,
              CHECK_THREADS,
              BFD_THREADS,
              REAL_TIME,
              RELOAD),
          Key.OWN_DEFAULTS,
          "the agent's process");

  private ProcessKeywords() {}

  private static Key<Fields> threads(String name, String meaning, Key<?>... keys) {
    return Key.optional(
        name,
        Section.of(name + " threads", meaning, keys),
        Key.OWN_DEFAULTS,
        "the scheduling of threads: "
            + meaning.substring(0, 1).toLowerCase(Locale.ROOT)
            + meaning.substring(1, meaning.indexOf('.')));
  }
}
