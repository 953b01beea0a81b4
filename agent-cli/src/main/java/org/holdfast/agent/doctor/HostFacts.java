package org.holdfast.agent.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.doctor.firewall.Ruleset;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.linux.Capabilities;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * The observed facts about a host.
 *
 * @param modules for each module in question, whether the kernel has it
 * @param firewall empty if it could not be read; {@code unseen} gives the reason
 * @param unseen descriptions of what could not be read, with the reasons
 * @param owners hosts that answered an ARP probe; empty without probes
 * @param heard the adverts; empty without listening
 * @param agent the running agent's status; empty if no agent answers
 */
public record HostFacts(
    Network network,
    Settings settings,
    Capabilities capabilities,
    Map<String, Boolean> modules,
    Optional<Ruleset> firewall,
    List<String> unseen,
    Host host,
    List<Owner> owners,
    List<HeardAdvert> heard,
    Optional<StatusReport> agent) {

  public HostFacts {
    modules = Map.copyOf(modules);
    unseen = List.copyOf(unseen);
    owners = List.copyOf(owners);
    heard = List.copyOf(heard);
  }

  /**
   * Further facts about the host.
   *
   * @param programs the names of the processes in this network namespace
   * @param unplacedPrograms the names of processes whose namespace this user may not see
   * @param openFiles the limit of open descriptors, of the running agent if there is one
   * @param backlogDrops packets dropped for a full backlog since boot, on all processors
   * @param connections the kernel's table of IPVS; empty if there is none
   * @param files the relevant files and directories that exist
   * @param refusedScripts commands that script security refuses, with the reason
   * @param archive the expected path of the class archive; empty if not started from a package
   * @param archiveMapped whether this JVM uses it
   * @param units empty if systemd does not run
   */
  public record Host(
      List<String> programs,
      List<String> unplacedPrograms,
      long openFiles,
      long backlogDrops,
      Optional<ConnectionTable> connections,
      List<FileFacts> files,
      List<String> refusedScripts,
      Optional<String> archive,
      boolean archiveMapped,
      Optional<Units> units) {

    public Host {
      programs = List.copyOf(programs);
      unplacedPrograms = List.copyOf(unplacedPrograms);
      files = List.copyOf(files);
      refusedScripts = List.copyOf(refusedScripts);
    }
  }

  /**
   * IPVS's hash table of connections.
   *
   * @param rows the number of rows of the hash table
   * @param entries the connections of all servers
   */
  public record ConnectionTable(long rows, long entries) {}

  /**
   * The state of the systemd units: whether the agent's unit is installed, and which units start at
   * boot.
   */
  public record Units(boolean installed, boolean enabled, boolean keepalivedEnabled) {}

  /**
   * A file or directory.
   *
   * @param mode the permission bits
   * @param secret whether it holds passwords
   */
  public record FileFacts(String path, int mode, boolean secret) {}

  /** The host {@code hardware} answered an ARP probe for {@code address} on {@code link}. */
  public record Owner(String link, IpAddress address, MacAddress hardware) {}
}
