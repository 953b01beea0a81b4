package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfigFile;
import org.holdfast.agent.doctor.Doctor;
import org.holdfast.agent.doctor.DoctorReport;
import org.holdfast.agent.doctor.Subject;
import org.holdfast.agent.doctor.look.Look;
import org.holdfast.linux.LinuxException;
import org.holdfast.net.IpAddress;

/** {@code holdfast doctor}: looks at the host for what will make trouble. */
record DoctorCommand(PrintWriter out, PrintWriter err) {

  /**
   * @param configuration of a director; empty for a host that is a real server alone
   * @param served the virtual addresses that it serves as a real server
   */
  ExitStatus examine(Optional<Path> configuration, List<String> served, Look look, boolean json) {
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

  private static DoctorReport report(
      Optional<Path> configuration, List<IpAddress> served, Look look) throws ConfigException {
    var subject = new Subject(Optional.empty(), List.of(), served);
    if (configuration.isPresent()) {
      var loaded = ConfigFile.load(configuration.get());
      subject = new Subject(Optional.of(loaded.config()), loaded.warnings(), served);
    }
    return new DoctorReport(Doctor.examine(subject, look.at(subject)));
  }
}
