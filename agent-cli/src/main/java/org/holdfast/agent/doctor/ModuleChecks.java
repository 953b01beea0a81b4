package org.holdfast.agent.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;

/** The kernel modules that virtual servers need. */
public final class ModuleChecks {

  private static final int FTP = 21;

  private ModuleChecks() {}

  /** Returns the names of the virtual servers that need a module, by module. */
  public static Map<String, List<String>> of(List<VirtualServerConfig> servers) {
    var needed = new TreeMap<String, List<String>>();
    for (var server : servers) {
      need(needed, "ip_vs", server);
      need(needed, "ip_vs_" + server.terms().scheduler(), server);
      var engine = server.terms().persistenceEngine();
      if (engine != null) {
        need(needed, "ip_vs_pe_" + engine, server);
      }
      if (translatesFtp(server)) {
        need(needed, "ip_vs_ftp", server);
      }
    }
    return needed;
  }

  private static void need(
      Map<String, List<String>> needed, String module, VirtualServerConfig server) {
    needed.computeIfAbsent(module, _ -> new ArrayList<>()).add(server.name());
  }

  /**
   * Whether the server translates FTP, which announces data connections in its payload, so that NAT
   * must rewrite it.
   */
  private static boolean translatesFtp(VirtualServerConfig server) {
    return server.keys().stream()
            .anyMatch(key -> key instanceof ServiceKey.Address address && address.port() == FTP)
        && server
            .destinations()
            .anyMatch(destination -> destination.forwarding() instanceof Forwarding.Nat);
  }
}
