package org.holdfast.it.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.net.IpPrefix;

/** Runs keepalived in the foreground, with VRRP only and its own files. */
public final class KeepalivedDirector extends SingleDaemonDirector {
  private static final String PID = "keepalived.pid";
  private static final String VRRP_PID = "vrrp.pid";
  private static final String CHECKERS_PID = "checkers.pid";

  public KeepalivedDirector(Node node, RouterSpec spec) {
    super(node, spec);
  }

  @Override
  String configurationName() {
    return "keepalived.conf";
  }

  // keepalived takes a process that has not been reaped yet for a running one, and would not start.
  @Override
  void prepare() throws IOException {
    for (String name : List.of(PID, VRRP_PID, CHECKERS_PID)) {
      Files.deleteIfExists(file(name));
    }
  }

  @Override
  List<String> command(Path configuration) {
    return List.of(
        "keepalived",
        "--dont-fork",
        "--log-console",
        "--log-detail",
        "--vrrp",
        "--use-file=" + configuration,
        "--pid=" + file(PID),
        "--vrrp_pid=" + file(VRRP_PID),
        "--checkers_pid=" + file(CHECKERS_PID));
  }

  @Override
  String configuration() {
    StringBuilder text = new StringBuilder();
    RouterSpec spec = spec();
    text.append(
        """
        global_defs {
          router_id %s
        }
        vrrp_instance %s {
          state BACKUP
          interface %s
          virtual_router_id %d
          version %d
          priority %d
          advert_int %s
        """
            .formatted(
                node(),
                RouterSpec.INSTANCE,
                spec.device(),
                spec.vrid(),
                spec.version(),
                spec.priority(),
                spec.advertisementInterval().toMillis() / 1000.0));
    text.append(
        switch (spec.vmac()) {
          case NONE -> "";
          case ADDRESSES_AND_ADVERTS -> "  use_vmac\n";
          case ADDRESSES -> "  use_vmac\n  vmac_xmit_base\n";
        });
    if (!spec.preempt()) {
      text.append("  nopreempt\n");
    }
    if (!spec.preemptDelay().isZero()) {
      text.append("  preempt_delay %s\n".formatted(spec.preemptDelay().toMillis() / 1000.0));
    }
    if (spec.authentication() != RouterSpec.Authentication.NONE) {
      text.append("  authentication {\n    auth_type %s\n".formatted(spec.authentication()));
      text.append("    auth_pass %s\n  }\n".formatted(RouterSpec.PASSWORD));
    }
    spec.unicast()
        .ifPresent(unicast -> {
          text.append("  unicast_src_ip %s\n".formatted(unicast.source()));
          text.append("  unicast_peer {\n    %s\n  }\n".formatted(unicast.peer()));
        });
    text.append(
        spec.addresses().stream()
            .map(IpPrefix::toString)
            .collect(Collectors.joining("\n    ", "  virtual_ipaddress {\n    ", "\n  }\n}\n")));
    return text.toString();
  }
}
