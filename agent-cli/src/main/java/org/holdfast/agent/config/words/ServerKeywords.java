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

/** The keys of virtual servers and of the servers behind them. */
public final class ServerKeywords {

  private static final Duration DAY = Duration.ofDays(1);
  private static final NumberType COUNT = NumberType.from(0, Integer.MAX_VALUE);

  // Keys that virtual and real servers share. The virtual server's value applies to its real
  // servers that do not set their own.

  public static final Key<Long> WEIGHT =
      Key.standard("weight", COUNT, "1", "the server's share of new connections; 0: none");
  public static final Key<Boolean> INHIBIT_ON_FAILURE =
      Key.standard(
          "inhibit-on-failure",
          BooleanType.INSTANCE,
          "false",
          "whether a failed server stays in the table with weight 0, so that its connections"
              + " survive");
  public static final Key<Long> TIER =
      Key.standard(
          "tier",
          NumberType.from(0, 255),
          "0",
          "the group that the server belongs to: tier 0 serves first, and a higher tier serves only"
              + " while the tiers below have lost the quorum");
  public static final Key<Duration> SLOW_START =
      Key.standard(
          "slow-start",
          DurationType.upTo(DAY),
          "0",
          "the time over which the weight of a recovered server grows from 1 to its full value");
  public static final Key<Duration> FIRST_DAMPING =
      Key.required(
          "first",
          DurationType.from(Duration.ofSeconds(1), DAY),
          "how long a server stays down after a failure; the time doubles with each further"
              + " failure");
  public static final Key<Duration> MOST_DAMPING =
      Key.standard(
          "most",
          DurationType.from(Duration.ofSeconds(1), DAY),
          "1h",
          "the longest time that a server stays down");
  public static final Key<Fields> DAMPING =
      Key.optional(
          "damping",
          Section.of(
                  "damping",
                  "How long a server that fails again and again is kept out.",
                  FIRST_DAMPING,
                  MOST_DAMPING)
              .withShorthand(FIRST_DAMPING),
          "none",
          "how long a server that fails again and again is kept out");
  public static final Key<String> VIRTUAL_HOST =
      Key.derived(
          "virtual-host",
          HttpKeywords.HOST_NAME,
          "the address and the port",
          "the Host of HTTP checks that name none");

  // Keys of a real server

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
          "the number of connections above which the server gets no new ones; 0: no limit");
  public static final Key<Long> LOWER_THRESHOLD =
      Key.standard(
          "lower-threshold",
          COUNT,
          "0",
          "the number of connections below which the server gets new ones again; 0: three quarters"
              + " of upper-threshold");
  public static final Key<NotifyCommand> UP =
      command("up", "the command that runs when the server has come up");
  public static final Key<NotifyCommand> DOWN =
      command("down", "the command that runs when the server has gone down");
  public static final Key<Boolean> MAIL =
      NotifyKeywords.mail("whether the server's changes are mailed");
  public static final Key<Fields> NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "server notify",
              "Where a server's changes are reported. Commands are run without a shell.",
              UP,
              DOWN,
              MAIL),
          "none",
          "where the server's changes are reported");

  private static final Section REAL_SERVER =
      Section.of(
              "real server",
              "A server.",
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
              NOTIFY,
              SnmpKeywords.REAL_NAME)
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
      Key.required(
          "real-servers",
          ListType.ofSome(REAL_SERVER),
          "the servers that the connections are spread over");

  public static final Key<Boolean> SORRY_INHIBIT =
      Key.standard(
          "inhibit",
          BooleanType.INSTANCE,
          "false",
          "whether the sorry server stays in the table with weight 0 while it is not needed");
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
          "the server that serves while the quorum is lost; without one, the remaining servers"
              + " serve");

  // Keys of a virtual server

  public static final Key<Long> QUORUM =
      Key.standard(
          "quorum",
          NumberType.from(1, Integer.MAX_VALUE),
          "1",
          "the sum of the servers' weights that the virtual server needs");
  public static final Key<Long> HYSTERESIS =
      Key.standard(
          "hysteresis",
          COUNT,
          "0",
          "how far the sum must rise above the quorum to regain it, or fall below it to lose it");
  public static final Key<NotifyCommand> QUORUM_UP =
      command("quorum-up", "the command that runs when the quorum is reached, also at the start");
  public static final Key<NotifyCommand> QUORUM_DOWN =
      command(
          "quorum-down",
          "the command that runs when the quorum is lost, or when the sorry server serves from the"
              + " start");
  public static final Key<Boolean> ON_STOP =
      Key.standard(
          "on-stop",
          BooleanType.INSTANCE,
          "false",
          "whether quorum-down and the servers' down commands run when the agent stops, each where"
              + " it has not run before. Differs: keepalived runs quorum-down again");
  public static final Key<Boolean> POOL_MAIL =
      NotifyKeywords.mail("whether the gain and the loss of the quorum are mailed");
  public static final Key<Fields> POOL_NOTIFY =
      Key.optional(
          "notify",
          Section.of(
              "virtual server notify",
              "Where a virtual server's changes are reported. Commands are run without a shell.",
              QUORUM_UP,
              QUORUM_DOWN,
              ON_STOP,
              POOL_MAIL),
          "none",
          "where the gain and the loss of the quorum are reported");
  public static final Key<String> INSTANCE =
      Key.optional(
          "instance",
          TextType.NAME,
          "none: the virtual server serves as long as the agent runs",
          "the VRRP instance that the virtual server follows: transitions of the instance add the"
              + " virtual server to the kernel's table, verify it there and remove it");
  public static final Key<Standby> STANDBY =
      Key.standard(
          "standby",
          ChoiceType.of("warm", Standby.WARM, "cold", Standby.COLD),
          "warm",
          "whether the virtual server is in the kernel's table while the instance is not master:"
              + " warm, as in keepalived, or not: cold");
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
                  "Services of the kernel and the servers behind them. A key that real servers have"
                      + " too holds for the real servers that do not set it.",
                  ServiceKeywords.ADDRESS,
                  ServiceKeywords.ADDRESSES,
                  ServiceKeywords.FIREWALL_MARKS,
                  ServiceKeywords.FAMILY,
                  ServiceKeywords.PROTOCOL,
                  ServiceKeywords.SCHEDULER,
                  ServiceKeywords.KERNEL_SCHEDULER,
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
                  HA_SUSPEND,
                  SnmpKeywords.NAME)),
          "none",
          "the services whose connections this director spreads over servers, by name");

  private ServerKeywords() {}

  private static Key<NotifyCommand> command(String name, String meaning) {
    return Key.optional(name, NotifyCommandType.INSTANCE, "none", meaning);
  }
}
