package org.holdfast.agent.snmp.mib;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.SnmpConfig.Mib;
import org.holdfast.agent.snmp.agentx.MibView;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;

/** All objects that are shown. */
public final class Mibs {

  private Mibs() {}

  /** Returns the subtrees to register. */
  public static List<Oid> subtrees(SnmpConfig config) {
    var mibs = config.mibs();
    var subtrees = new ArrayList<Oid>();
    if (mibs.contains(Mib.VRRP) || mibs.contains(Mib.CHECKER)) {
      subtrees.add(Roots.GLOBAL);
    }
    for (var mib : Mib.values()) {
      if (mibs.contains(mib)) {
        subtrees.add(
            switch (mib) {
              case VRRP -> Roots.VRRP;
              case CHECKER -> Roots.CHECKER;
              case RFC2787 -> Roots.RFC2787;
              case RFC6527 -> Roots.RFC6527;
            });
      }
    }
    return List.copyOf(subtrees);
  }

  /**
   * Makes the objects of these MIBs.
   *
   * @param masterUpHundredths the master agent's uptime (sysUpTime), in hundredths of a second
   */
  public static MibView view(MibFacts facts, SnmpConfig config, long masterUpHundredths) {
    var objects = new TreeMap<Oid, Value>();
    var mibs = config.mibs();
    if (mibs.contains(Mib.VRRP) || mibs.contains(Mib.CHECKER)) {
      GlobalObjects.add(objects, facts, config);
    }
    if (mibs.contains(Mib.VRRP)) {
      InstanceTables.add(objects, facts);
      HoldingTables.add(objects, facts);
      RouteTables.add(objects, facts);
      TrackTables.add(objects, facts);
    }
    if (mibs.contains(Mib.CHECKER)) {
      VirtualServerTables.add(objects, facts);
    }
    if (mibs.contains(Mib.RFC2787)) {
      Rfc2787.add(objects, facts, config, masterUpHundredths);
    }
    if (mibs.contains(Mib.RFC6527)) {
      Rfc6527.add(objects, facts);
    }
    return new MibView(objects);
  }
}
