package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.EndpointType;
import org.holdfast.agent.config.table.EndpointType.Endpoint;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.vrrp.NotifyCommand;

/** The table's part for virtual servers and the servers behind them. */
public final class ServerKeywords {

  private static final Duration DAY = Duration.ofDays(1);
  private static final NumberType COUNT = NumberType.from(0, Integer.MAX_VALUE);

  // What virtual and real servers share: a virtual server's holds for those of its servers that do
  // not say otherwise.

  public static final Key<Long> WEIGHT =
      Key.standard("weight", COUNT, "1", "the server's share; 0 gets no new connections");
  public static final Key<Boolean> INHIBIT_ON_FAILURE =
      Key.standard(
          "inhibit-on-failure",
          BooleanType.INSTANCE,
          "false",
          "whether a failed server stays in the table with weight 0, so that its connections live");
  public static final Key<Long> TIER =
      Key.standard(
          "tier",
          NumberType.from(0, 255),
          "0",
          "0 serves first; the next serves while this one has lost its quorum");
  public static final Key<Duration> SLOW_START =
      Key.standard(
          "slow-start",
          DurationType.upTo(DAY),
          "0",
          "over which the weight of a server that has recovered grows from 1");
  public static final Key<Duration> FIRST_DAMPING =
      Key.required(
          "first",
          DurationType.from(Duration.ofSeconds(1), DAY),
          "how long it stays down after a failure; twice as long each time");
  public static final Key<Duration> MOST_DAMPING =
      Key.standard(
          "most", DurationType.from(Duration.ofSeconds(1), DAY), "1h", "the longest of these");
  public static final Key<Fields> DAMPING =
      Key.optional(
          "damping",
          Section.of(
                  "damping",
                  "How a server that fails again and again is kept out.",
                  FIRST_DAMPING,
                  MOST_DAMPING)
              .withShorthand(FIRST_DAMPING),
          "none",
          "how a server that fails again and again is kept out");
  public static final Key<String> VIRTUAL_HOST =
      Key.optional(
          "virtual-host",
          HttpKeywords.HOST_NAME,
          "the address and the port",
          "the Host of HTTP checks that name none");

  // What stands in a server's own mapping

  public static final Key<Endpoint> ADDRESS =
      Key.required(
          "address",
          EndpointType.INSTANCE,
          "its address and port; without a port, the virtual server's");
  public static final Key<Long> UPPER_THRESHOLD =
      Key.standard(
          "upper-threshold",
          COUNT,
          "0",
          "connections above which it gets no new ones; 0 for no limit");
  public static final Key<Long> LOWER_THRESHOLD =
      Key.standard(
          "lower-threshold",
          COUNT,
          "0",
          "connections below which it gets them again; 0 for three quarters of the upper");
  public static final Key<NotifyCommand> UP = command("up", "run when it has come up");
  public static final Key<NotifyCommand> DOWN = command("down", "run when it has gone down");
  public static final Key<Boolean> MAIL = NotifyKeywords.mail("whether its turns are mailed");
  public static final Key<Fields> NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "server notify",
              "Who is told of a server's turns. Commands are run without a shell.",
              UP,
              DOWN,
              MAIL),
          "nobody",
          "who is told when it comes and goes");

  private static final Section REAL_SERVER =
      Section.of(
              "real server",
              "A server. keepalived's snmp_name has no place.",
              ADDRESS,
              WEIGHT,
              ServiceKeywords.FORWARDING,
              UPPER_THRESHOLD,
              LOWER_THRESHOLD,
              CheckKeywords.CHECK,
              TimingKeywords.CHECK_TIMING,
              VIRTUAL_HOST,
              CheckKeywords.START,
              INHIBIT_ON_FAILURE,
              TIER,
              SLOW_START,
              DAMPING,
              NOTIFY)
          .withShorthand(ADDRESS)
          .inheriting(
              "the virtual server",
              List.of(
                  WEIGHT,
                  ServiceKeywords.FORWARDING,
                  CheckKeywords.CHECK,
                  TimingKeywords.CHECK_TIMING,
                  VIRTUAL_HOST,
                  CheckKeywords.START,
                  INHIBIT_ON_FAILURE,
                  SLOW_START,
                  DAMPING));
  public static final Key<List<Entry<Fields>>> REAL_SERVERS =
      Key.required("real-servers", ListType.ofSome(REAL_SERVER), "who serves");

  public static final Key<Boolean> SORRY_INHIBIT =
      Key.standard(
          "inhibit",
          BooleanType.INSTANCE,
          "false",
          "whether it stays in the table with weight 0 while it is not needed");
  public static final Key<Fields> SORRY_SERVER =
      Key.optional(
          "sorry-server",
          Section.of(
                  "sorry server",
                  "The server of last resort.",
                  ADDRESS,
                  ServiceKeywords.FORWARDING,
                  SORRY_INHIBIT)
              .withShorthand(ADDRESS),
          "none",
          "who serves while the quorum is lost; without one the servers that are left do");

  // What stands in a virtual server's own mapping

  public static final Key<Long> QUORUM =
      Key.standard(
          "quorum",
          NumberType.from(1, Integer.MAX_VALUE),
          "1",
          "the sum of weights that is needed to serve");
  public static final Key<Long> HYSTERESIS =
      Key.standard(
          "hysteresis",
          COUNT,
          "0",
          "how far the sum must be above the quorum to regain it, or below to lose it");
  public static final Key<NotifyCommand> QUORUM_UP =
      command("quorum-up", "run when the quorum is regained");
  public static final Key<NotifyCommand> QUORUM_DOWN =
      command("quorum-down", "run when the quorum is lost");
  public static final Key<Boolean> ON_STOP =
      Key.standard(
          "on-stop",
          BooleanType.INSTANCE,
          "false",
          "whether the down commands, those of the servers too, run when the agent stops");
  public static final Key<Boolean> POOL_MAIL =
      NotifyKeywords.mail("whether its quorum's turns are mailed");
  public static final Key<Fields> POOL_NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "virtual server notify",
              "Who is told of a virtual server's turns. Commands are run without a shell.",
              QUORUM_UP,
              QUORUM_DOWN,
              ON_STOP,
              POOL_MAIL),
          "nobody",
          "who is told when the quorum comes and goes");
  public static final Key<String> INSTANCE =
      Key.optional(
          "instance",
          TextType.NAME,
          "none: it serves as long as the agent runs",
          "the VRRP instance whose transitions push, verify and withdraw it");
  public static final Key<Standby> STANDBY =
      Key.standard(
          "standby",
          ChoiceType.of("warm", Standby.WARM, "cold", Standby.COLD),
          "warm",
          "while the instance is not master: warm is in the table all the same, as with keepalived;"
              + " cold is not");
  public static final Key<Boolean> HA_SUSPEND =
      Key.standard(
          "ha-suspend",
          BooleanType.INSTANCE,
          "false",
          "whether checks pause while none of the addresses is on this host");

  public static final Key<Map<String, Entry<Fields>>> VIRTUAL_SERVERS =
      Key.optional(
          "virtual-servers",
          MapType.of(
              "virtual servers",
              Section.of(
                  "virtual server",
                  "Services of the kernel's, and the servers behind them. What a real server may"
                      + " say too holds for those that do not say it. keepalived's snmp_name has no"
                      + " place, since it has a name here.",
                  ServiceKeywords.ADDRESS,
                  ServiceKeywords.ADDRESSES,
                  ServiceKeywords.FIREWALL_MARKS,
                  ServiceKeywords.FAMILY,
                  ServiceKeywords.PROTOCOL,
                  ServiceKeywords.SCHEDULER,
                  ServiceKeywords.FLAGS,
                  ServiceKeywords.FORWARDING,
                  ServiceKeywords.PERSISTENCE,
                  ServiceKeywords.PERSISTENCE_PREFIX,
                  ServiceKeywords.PERSISTENCE_ENGINE,
                  REAL_SERVERS,
                  SORRY_SERVER,
                  CheckKeywords.CHECK,
                  TimingKeywords.CHECK_TIMING,
                  VIRTUAL_HOST,
                  CheckKeywords.START,
                  WEIGHT,
                  INHIBIT_ON_FAILURE,
                  SLOW_START,
                  DAMPING,
                  QUORUM,
                  HYSTERESIS,
                  POOL_NOTIFY,
                  INSTANCE,
                  STANDBY,
                  HA_SUSPEND)),
          "none",
          "the services that this director spreads over servers, by name");

  private ServerKeywords() {}

  private static Key<NotifyCommand> command(String name, String meaning) {
    return Key.optional(name, NotifyCommandType.INSTANCE, "none", meaning);
  }
}
