package org.holdfast.agent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.Overrides.Scope;
import org.holdfast.agent.config.load.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code holdfast run}.
 *
 * @param detail whether details of single packets are also logged
 */
public record RunOptions(Reading reading, Path controlSocket, boolean detail, Extras extras) {

  /** The options without extras. */
  public RunOptions(Reading reading, Path controlSocket, boolean detail) {
    this(reading, controlSocket, detail, Extras.NONE);
  }

  /**
   * Options of keepalived that few need.
   *
   * @param keepAddresses whether the addresses stay at the end
   * @param logAddresses whether every change of an address on this host is logged
   * @param coreDump whether the launcher has allowed core dumps
   */
  public record Extras(boolean keepAddresses, boolean logAddresses, boolean coreDump) {

    /** None of the options. */
    public static final Extras NONE = new Extras(false, false, false);
  }

  /** Returns the equivalent arguments, starting with {@code run}. */
  public List<String> arguments() {
    var arguments = new ArrayList<>(List.of("run", CommandParts.CONFIG, reading.file().toString()));
    arguments.addAll(List.of(CommandParts.SOCKET, controlSocket.toString()));
    add(arguments, CommandParts.CONFIG_ID, reading.configId());
    var overrides = reading.overrides();
    add(arguments, CommandParts.PID_FILE, overrides.process().pidFile());
    add(arguments, CommandParts.NET_NAMESPACE, overrides.process().netNamespace());
    add(arguments, CommandParts.STRICT, reading.strict());
    add(arguments, CommandParts.DETAIL, detail);
    add(arguments, CommandParts.VRRP_ONLY, overrides.scope() == Scope.VRRP);
    add(arguments, CommandParts.CHECKS_ONLY, overrides.scope() == Scope.CHECKS);
    add(arguments, CommandParts.KEEP_TABLE, overrides.keepsTable());
    add(arguments, CommandParts.ALL_FILES, overrides.needsAllFiles());
    add(arguments, CommandParts.AS_KEEPALIVED, overrides.asKeepalived());
    add(arguments, CommandParts.SNMP, overrides.snmp().all());
    var socket = overrides.snmp().socket();
    add(arguments, CommandParts.SNMP_SOCKET, socket == null ? null : socket.toString());
    add(arguments, CommandParts.KEEP_ADDRESSES, extras.keepAddresses());
    add(arguments, CommandParts.LOG_ADDRESSES, extras.logAddresses());
    add(arguments, CommandParts.CORE_DUMP, extras.coreDump());
    return arguments;
  }

  private static void add(List<String> arguments, String option, @Nullable String value) {
    if (value != null) {
      arguments.addAll(List.of(option, value));
    }
  }

  private static void add(List<String> arguments, String option, boolean given) {
    if (given) {
      arguments.add(option);
    }
  }
}
