package org.holdfast.agent.config.words;

import java.time.Duration;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.ipvs.OnStop;
import org.holdfast.net.IpAddress;

/** The keys of the kernel's IPVS that do not belong to a single service. */
public final class IpvsKeywords {

  private static final DurationType TIMEOUT = DurationType.upTo(Duration.ofDays(31));

  public static final Key<Boolean> FLUSH =
      Key.standard(
          "flush",
          BooleanType.INSTANCE,
          "false",
          "whether all services are removed from the kernel's table at the start, even those of"
              + " other programs");
  public static final Key<OnStop> ON_STOP =
      Key.standard(
          "on-stop",
          ChoiceType.of(
                  "withdraw", OnStop.WITHDRAW,
                  "keep", OnStop.KEEP)
              .or("flush", OnStop.FLUSH),
          "withdraw",
          "what happens to the kernel's table when the agent stops: withdraw removes our own"
              + " services, keep leaves all services in place, flush removes all services");

  public static final Key<Duration> TCP =
      Key.standard("tcp", TIMEOUT, "0", "the timeout of an open TCP connection");
  public static final Key<Duration> TCP_FIN =
      Key.standard("tcp-fin", TIMEOUT, "0", "the timeout of a TCP connection after its FIN");
  public static final Key<Duration> UDP =
      Key.standard("udp", TIMEOUT, "0", "the timeout of a UDP exchange");
  public static final Key<Fields> TIMEOUTS =
      Key.derived(
          "timeouts",
          Section.of(
              "timeouts",
              "The times after which the kernel forgets an idle connection: whole seconds; 0 leaves"
                  + " the kernel's timeout as it is.",
              TCP,
              TCP_FIN,
              UDP),
          "the kernel's timeouts",
          "the times after which the kernel forgets an idle connection");

  public static final Key<String> SYNC_INTERFACE =
      Key.required("interface", TextType.INTERFACE, "the link that the messages are multicast on");
  public static final Key<String> SYNC_INSTANCE =
      Key.optional(
          "instance",
          TextType.NAME,
          "none: master and backup at once",
          "the VRRP instance whose master sends and whose backup receives");
  public static final Key<Long> SYNC_ID =
      Key.derived(
          "id",
          NumberType.from(0, 255),
          "the instance's virtual-router-id, else 0",
          "the number of the group of directors; the same on all of them");
  public static final Key<Long> MOST_BYTES =
      Key.standard(
          "max-length",
          NumberType.from(0, 65_507),
          "0",
          "the greatest length of a message in bytes; 0: the kernel's choice");
  public static final Key<IpAddress> SYNC_GROUP =
      Key.derived(
          "group",
          AddressType.GROUP,
          "the kernel's 224.0.0.81",
          "the multicast group that messages are sent to");
  public static final Key<Long> SYNC_PORT =
      Key.standard(
          "port",
          NumberType.from(0, 65_535),
          "0",
          "the UDP port of the messages; 0: the kernel's 8848");
  public static final Key<Long> SYNC_TTL =
      Key.standard(
          "ttl",
          NumberType.from(0, 255),
          "0",
          "the TTL or hop limit of the messages; 0: the kernel's 1");
  public static final Key<Fields> SYNC_DAEMON =
      Key.optional(
          "sync-daemon",
          Section.of(
                  "sync daemon",
                  "The kernel's synchronisation of connections between directors, by which"
                      + " connections survive a takeover.",
                  SYNC_INTERFACE,
                  SYNC_INSTANCE,
                  SYNC_ID,
                  MOST_BYTES,
                  SYNC_GROUP,
                  SYNC_PORT,
                  SYNC_TTL)
              .withShorthand(SYNC_INTERFACE),
          "none",
          "the kernel's synchronisation of connections between directors");

  public static final Key<String> MARK_TABLE =
      Key.standard(
          "table",
          TextType.word(64, "a name of at most 64 characters without blanks"),
          "holdfast-ipvs",
          "the name of the table in the family inet; if another program or agent has one of that"
              + " name, NAME-2, NAME-3 and so on");
  public static final Key<Long> MARK_PRIORITY =
      Key.standard(
          "priority",
          NumberType.from(Integer.MIN_VALUE, 97),
          "-1",
          "the priority of its chain, which sets the marks of packets to this host; IPVS looks at"
              + " them at 98");
  public static final Key<Long> FIRST_MARK =
      Key.standard(
          "first-mark",
          NumberType.from(1, 4_294_967_295L),
          "1000",
          "the mark of the first virtual server; each further one has the next mark that no virtual"
              + " server has in the file");
  public static final Key<Fields> ADDRESS_MARKS =
      Key.optional(
          "address-marks",
          Section.of(
                  "address marks",
                  "One service of the kernel's table for each virtual server that has addresses (a"
                      + " list) and no firewall-mark, instead of one for each address: a table of"
                      + " nftables sets a firewall mark for packets to the addresses, and the"
                      + " service has that mark. For virtual servers with hundreds of addresses.",
                  MARK_TABLE,
                  MARK_PRIORITY,
                  FIRST_MARK)
              .orNothing(),
          "none: every address is a service of its own",
          "one service for all addresses of a virtual server, by a firewall mark");

  public static final Key<String> IPVS_NAMESPACE =
      Key.derived(
          "net-namespace",
          TextType.word(255, "the name of a network namespace, or the path of its file"),
          "the one in which the agent runs",
          "the name, below /run/netns, or the path of the network namespace of the table; checks"
              + " run in the agent's own");

  public static final Key<Fields> IPVS =
      Key.optional(
          "ipvs",
          Section.of(
              "ipvs",
              "Settings of the kernel's table as a whole.",
              SYNC_DAEMON,
              TIMEOUTS,
              FLUSH,
              ON_STOP,
              ADDRESS_MARKS,
              IPVS_NAMESPACE),
          "",
          "settings of the kernel's table as a whole");

  private IpvsKeywords() {}
}
