package org.holdfast.agent.cli;

import static org.holdfast.agent.cli.CommandParts.CONFIG;
import static org.holdfast.agent.cli.CommandParts.DEFAULT_SOCKET;
import static org.holdfast.agent.cli.CommandParts.JSON;
import static org.holdfast.agent.cli.CommandParts.command;
import static org.holdfast.agent.cli.CommandParts.configuration;
import static org.holdfast.agent.cli.CommandParts.controlSocket;
import static org.holdfast.agent.cli.CommandParts.flag;
import static org.holdfast.agent.cli.CommandParts.json;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.doctor.Doctor;
import org.holdfast.agent.doctor.DoctorReport;
import org.holdfast.agent.doctor.HostRole;
import org.holdfast.agent.doctor.look.Look;
import org.holdfast.linux.LinuxException;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code holdfast doctor}: checks the host for likely problems. */
record DoctorCommand(PrintWriter out, PrintWriter err) {

  private static final String REAL_SERVER = "--real-server";
  private static final String PROBE = "--probe";
  private static final String LISTEN = "--listen";

  CommandSpec spec() {
    return command("Checks this host for likely problems and suggests fixes.", this::examine)
        .addOption(configuration())
        .addOption(controlSocket())
        .addOption(
            OptionSpec.builder(REAL_SERVER)
                .paramLabel("VIP")
                .arity("1..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(
                    "The host is a real server for these, with direct routing or a tunnel.")
                .build())
        .addOption(flag("Ask by ARP which hosts have the virtual addresses (300 ms).", PROBE))
        .addOption(flag("Listen to other routers' adverts (3 s).", LISTEN))
        .addOption(json());
  }

  /**
   * Examines the host. A real server has no Holdfast configuration unless the command line names
   * one.
   */
  private ExitStatus examine(ParseResult given) {
    var served = given.matchedOptionValue(REAL_SERVER, List.<String>of());
    var look =
        new Look(
            configuration(given),
            controlSocket(given),
            given.hasMatchedOption(PROBE),
            given.hasMatchedOption(LISTEN),
            NanoClock.system());
    var director =
        served.isEmpty() || given.hasMatchedOption(CONFIG)
            ? Optional.of(configuration(given))
            : Optional.<Path>empty();
    return examine(director, served, look, given.hasMatchedOption(JSON));
  }

  /**
   * @param configuration the director's configuration; empty on a host that is only a real server
   * @param served the virtual addresses that the host serves as a real server
   */
  private ExitStatus examine(
      Optional<Path> configuration, List<String> served, Look look, boolean json) {
    try {
      var addresses = new ArrayList<IpAddress>();
      for (var text : served) {
        addresses.add(IpAddress.of(text));
      }
      var report = report(configuration, addresses, look);
      out.print(json ? report.toJson() : report.toText());
      return report.hasErrors() ? ExitStatus.FAILED : ExitStatus.OK;
    } catch (IllegalArgumentException e) {
      err.println("holdfast doctor: --real-server: " + e.getMessage());
      return ExitStatus.CONFIGURATION;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.CONFIGURATION;
    } catch (LinuxException e) {
      err.println("holdfast doctor: " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  /** Returns what there is to say about this host as a director with this configuration. */
  static String findings(Path configuration) {
    try {
      var look = new Look(configuration, Path.of(DEFAULT_SOCKET), false, false, NanoClock.system());
      return report(Optional.of(configuration), List.of(), look).toText();
    } catch (ConfigException | LinuxException e) {
      return e.getMessage() + "\n";
    }
  }

  private static DoctorReport report(
      Optional<Path> configuration, List<IpAddress> served, Look look) throws ConfigException {
    var subject = new HostRole(Optional.empty(), List.of(), served);
    if (configuration.isPresent()) {
      var loaded = ConfigFile.load(configuration.get());
      subject = new HostRole(Optional.of(loaded.config()), loaded.warnings(), served);
    }
    return new DoctorReport(Doctor.examine(subject, look.at(subject)));
  }
}
