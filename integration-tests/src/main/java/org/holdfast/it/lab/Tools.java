package org.holdfast.it.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that the lab needs, each with a test of whether it is usable. */
public enum Tools {
  /** Network namespaces, and iproute2 to configure them. */
  NAMESPACES,
  KEEPALIVED,
  FRR,
  BIRD,
  TSHARK,
  IPVSADM,
  /** nginx, a name server, and openssl for certificates: the servers for health checks. */
  SERVERS,
  /** The tool that validates metrics, alerts and scrape configurations. */
  PROMTOOL,
  /** Alertmanager, and the tool that asks it. */
  ALERTMANAGER,
  /** nft, to drop frames at a port of a switch in one direction. */
  NFTABLES,
  /** iptables, for firewall marks. */
  IPTABLES,
  /** A message bus, and the programs that talk to it. */
  DBUS,
  /** systemd, for {@link UserModeLinux#withSystemd}, and its check of unit files. */
  SYSTEMD,
  /** The check of manual pages. */
  MANDOC,
  /** The tools that make and check packages, and a Debian to install them in. */
  PACKAGES,
  /** net-snmp's agent, its commands and its receiver of traps. */
  SNMP,
  /** A browser for the status page. */
  BROWSER,
  /** OpenSSH's server and client. */
  SSH,
  /** The shells that complete commands, and a terminal to do it in. */
  SHELLS,
  /**
   * A kernel with IPVS that runs as a process, for features that the machine's own kernel may lack.
   */
  USER_MODE_LINUX,
  /** Holdfast itself, as built by {@code mvn package}. */
  HOLDFAST;

  /** The prefix of every reason; CI looks for it. */
  public static final String MISSING = "missing tool: ";

  /** Returns why the first unusable tool of these cannot be used: {@code missing tool: ...}. */
  public static Optional<String> missing(Tools... needed) {
    return Stream.concat(Stream.of(NAMESPACES), Arrays.stream(needed))
        .map(Tools::obstacle)
        .filter(obstacle -> !obstacle.isEmpty())
        .findFirst()
        .map(obstacle -> MISSING + obstacle);
  }

  private String obstacle() {
    return switch (this) {
      case NAMESPACES ->
          isInstalled("unshare") && isInstalled("nsenter") && isInstalled("ip")
              ? Lab.obstacle()
              : "unshare, nsenter or ip (Debian: util-linux, iproute2)";
      case KEEPALIVED -> isInstalled("keepalived") ? "" : "keepalived (Debian: keepalived)";
      case FRR ->
          Files.isExecutable(FrrDirector.PROGRAMS.resolve("vrrpd")) ? "" : "vrrpd (Debian: frr)";
      case BIRD ->
          isInstalled("bird") && isInstalled("birdc") ? "" : "bird or birdc (Debian: bird2)";
      case TSHARK ->
          isInstalled("tshark") && isInstalled("dumpcap") ? "" : "tshark (Debian: tshark)";
      case IPVSADM -> isInstalled("ipvsadm") ? "" : "ipvsadm (Debian: ipvsadm)";
      case SERVERS ->
          isInstalled("nginx") && isInstalled("dnsmasq") && isInstalled("openssl")
              ? ""
              : "nginx, dnsmasq or openssl (Debian: nginx-light, dnsmasq-base, openssl)";
      case PROMTOOL -> isInstalled("promtool") ? "" : "promtool (Debian: prometheus)";
      case ALERTMANAGER ->
          isInstalled("prometheus-alertmanager") && isInstalled("amtool")
              ? ""
              : "amtool or prometheus-alertmanager (Debian: prometheus-alertmanager)";
      case NFTABLES -> isInstalled("nft") ? "" : "nft (Debian: nftables)";
      case IPTABLES -> isInstalled("iptables-legacy") ? "" : "iptables-legacy (Debian: iptables)";
      case DBUS ->
          isInstalled("dbus-daemon")
                  && isInstalled("dbus-monitor")
                  && isInstalled("busctl")
                  && isInstalled("gdbus")
              ? ""
              : "dbus-daemon, dbus-monitor, busctl or gdbus (Debian: dbus, systemd,"
                  + " libglib2.0-bin)";
      case SYSTEMD ->
          isInstalled("systemd-analyze") && Files.isExecutable(Systemd.PROGRAM)
              ? ""
              : "systemd-analyze or " + Systemd.PROGRAM + " (Debian: systemd)";
      case SNMP ->
          isInstalled("snmpd") && isInstalled("snmpwalk") && isInstalled("snmptrapd")
              ? ""
              : "snmpd, snmpwalk or snmptrapd (Debian: snmpd, snmp, snmptrapd)";
      case BROWSER -> isInstalled(Browser.PROGRAM) ? "" : Browser.PROGRAM + " (Debian: chromium)";
      case SSH ->
          Files.isExecutable(Path.of(SshServer.PROGRAM)) && isInstalled("ssh")
              ? ""
              : "sshd or ssh (Debian: openssh-server, openssh-client)";
      case SHELLS ->
          Stream.of("bash", "fish", "script", "zsh")
              .filter(program -> !isInstalled(program))
              .findFirst()
              .map(name -> name + " (Debian: bash, bsdutils, fish, zsh)")
              .orElse("");
      case MANDOC -> isInstalled("mandoc") ? "" : "mandoc (Debian: mandoc)";
      case PACKAGES ->
          Stream.of(
                  "buildah",
                  "dpkg-deb",
                  "lintian",
                  "mmdebstrap",
                  "podman",
                  "rpm",
                  "rpmbuild",
                  "rpmlint",
                  "runc",
                  "setpriv",
                  "strip",
                  "zstd")
              .filter(program -> !isInstalled(program))
              .findFirst()
              .map(name ->
                  name
                      + " (Debian: binutils, buildah, lintian, mmdebstrap, podman, rpm,"
                      + " rpmlint, runc, zstd)")
              .orElse("");
      case USER_MODE_LINUX -> {
        if (!isInstalled("linux.uml") || !isInstalled("modprobe")) {
          yield "linux.uml or modprobe (Debian: user-mode-linux, kmod)";
        }
        yield ExtendedState.isTooLarge() && !isInstalled(Preload.COMPILER)
            ? "cc, which User-Mode Linux needs on this processor (Debian: gcc, libc6-dev)"
            : UserModeLinux.obstacle();
      }
      case HOLDFAST -> {
        Path launcher = HoldfastDirector.launcher();
        yield Files.isExecutable(launcher) ? "" : launcher + " (mvn -DskipTests package)";
      }
    };
  }

  /** Returns whether the program is in the path or among the administrator's programs. */
  public static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
