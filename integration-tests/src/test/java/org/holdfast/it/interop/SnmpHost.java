package org.holdfast.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Node;

/** A node with Debian's snmpd as the master agent, and with snmptrapd. */
public final class SnmpHost implements AutoCloseable {

  private static final String AGENT = "127.0.0.1:1161";
  private static final String RECEIVER = "127.0.0.1:1162";
  private static final Pattern VALUE = Pattern.compile("\\.([0-9.]+) = (.*)");

  private final Node node;
  private final Path directory;
  private final String masterSocket;
  private final Daemon receiver;
  private Daemon master;

  /** Starts both programs on a node; subagents connect by a Unix socket. */
  public SnmpHost(Node node) {
    this(node, "unix:" + node.lab().directory().resolve("snmp-" + node.name()).resolve("master"));
  }

  /**
   * Starts both programs on a node.
   *
   * @param masterSocket where subagents connect, as {@code tcp:127.0.0.1:705}
   */
  public SnmpHost(Node node, String masterSocket) {
    this.node = node;
    this.masterSocket = masterSocket;
    directory = node.lab().directory().resolve("snmp-" + node.name());
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("agent.conf"), // snmpd writes a snmpd.conf of its own beside it
          """
          agentaddress udp:%s
          rocommunity public 127.0.0.1
          rwcommunity private 127.0.0.1
          master agentx
          agentXSocket %s
          trap2sink %s public
          """
              .formatted(AGENT, masterSocket, RECEIVER));
      Files.writeString(directory.resolve("trapd.conf"), "disableAuthorization yes\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    receiver = start("snmptrapd", "-f", "-n", "-Lo", "-On", "trapd.conf", "udp:" + RECEIVER);
    master = startMaster();
  }

  /** Returns the socket for subagents, with its transport. */
  public String socket() {
    return masterSocket;
  }

  private Daemon startMaster() {
    return start("snmpd", "-f", "-Lo", "agent.conf");
  }

  private Daemon start(String program, String... arguments) {
    var command = new ArrayList<>(List.of("env", "MIBS=", "SNMP_PERSISTENT_DIR=" + directory));
    command.add(program);
    for (var argument : arguments) {
      if (argument.endsWith(".conf")) {
        command.addAll(List.of("-C", "-c", directory.resolve(argument).toString()));
      } else {
        command.add(argument);
      }
    }
    return node.start(command.toArray(String[]::new));
  }

  /** Ends the master agent at once and starts another. */
  public void restartMaster() {
    master.kill();
    master = startMaster();
  }

  /** Returns the objects below a name, as numbers, with their types and values. */
  public Map<String, String> walk(String below) {
    var objects = new TreeMap<String, String>();
    for (var line : command("snmpwalk", "public", below).lines().toList()) {
      var value = VALUE.matcher(line);
      if (value.matches()) {
        objects.put(value.group(1), value.group(2).strip());
      }
    }
    return objects;
  }

  /** Returns the value of an object, with its type; empty if there is no answer. */
  public String get(String name) {
    return node.succeeds(line("snmpget", "public", name))
        ? command("snmpget", "public", name).strip().replaceFirst("^\\S+ = ", "")
        : "";
  }

  /** Sets an integer. */
  public void set(String name, int number) {
    command("snmpset", "private", name, "i", Integer.toString(number));
  }

  private String command(String program, String community, String... arguments) {
    return node.run(line(program, community, arguments));
  }

  private static String[] line(String program, String community, String... arguments) {
    var command =
        new ArrayList<>(
            List.of("env", "MIBS=", program, "-On", "-v2c", "-t", "5", "-c", community, AGENT));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** Returns the traps of the three MIBs, each as its objects after the uptime. */
  public Set<String> traps() {
    var traps = new TreeSet<String>();
    for (var line : receiver.log().lines().toList()) {
      int at = line.indexOf(".1.3.6.1.6.3.1.1.4.1.0 = OID: .");
      var trap = at < 0 ? "" : line.substring(at).replaceFirst(".*? = OID: ", "");
      if (trap.startsWith(".1.3.6.1.4.1.9586.")
          || trap.startsWith(".1.3.6.1.2.1.68.")
          || trap.startsWith(".1.3.6.1.2.1.207.")) {
        traps.add(trap.strip().replace('\t', ' '));
      }
    }
    return traps;
  }

  @Override
  public void close() {
    master.close();
    receiver.close();
  }
}
