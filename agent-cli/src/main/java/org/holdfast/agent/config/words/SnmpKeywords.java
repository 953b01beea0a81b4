package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.SnmpConfig.Mib;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MasterSocketType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;

/** The keys of SNMP. */
public final class SnmpKeywords {

  public static final String VRRP = "vrrp";
  public static final String CHECKER = "checker";
  public static final String RFC2787 = "rfc2787";
  public static final String RFC6527 = "rfc6527";

  public static final Key<MasterSocket> SOCKET =
      Key.standard(
          "socket",
          MasterSocketType.INSTANCE,
          "unix:/var/agentx/master",
          "the socket at which the master agent, such as net-snmp's snmpd, listens for subagents");
  public static final Key<List<Entry<Mib>>> MIBS =
      Key.derived(
          "mibs",
          ListType.of(
                  ChoiceType.of(VRRP, Mib.VRRP, CHECKER, Mib.CHECKER)
                      .or(RFC2787, Mib.RFC2787)
                      .or(RFC6527, Mib.RFC6527))
              .orOne(),
          "all of them",
          "what is shown: instances in KEEPALIVED-MIB, virtual servers in KEEPALIVED-MIB, VRRP-MIB"
              + " (RFC 2787, version 2 only), VRRPV3-MIB (RFC 6527)");
  public static final Key<Boolean> TRAPS =
      Key.standard(
          "traps",
          BooleanType.INSTANCE,
          "false",
          "whether changes are reported by traps of these MIBs");
  public static final Key<Fields> SNMP =
      Key.optional(
          "snmp",
          Section.of(
                  "snmp",
                  "The agent as a subagent of an SNMP agent (AgentX), with keepalived's MIBs.",
                  SOCKET,
                  MIBS,
                  TRAPS)
              .orNothing(),
          "none",
          "the agent's state by SNMP, with keepalived's MIBs");

  /** The name of a virtual server in KEEPALIVED-MIB. */
  public static final Key<String> NAME =
      Key.derived("snmp-name", TextType.LINE, "its name", "its name in KEEPALIVED-MIB");

  /** The name of a real server in KEEPALIVED-MIB. */
  public static final Key<String> REAL_NAME =
      Key.derived("snmp-name", TextType.LINE, "its address", "its name in KEEPALIVED-MIB");

  private SnmpKeywords() {}
}
