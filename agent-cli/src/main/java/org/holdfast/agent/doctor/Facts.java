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
 * What was seen.
 *
 * @param modules of those that were asked for, whether they are there
 * @param firewall empty when nothing could be read of it; {@code unseen} says why
 * @param unseen what could not be looked at, and why, in words
 * @param owners who answered an ARP probe for an address; empty when nobody asked
 * @param heard adverts; empty when nobody listened
 * @param agent empty when none answers
 */
public record Facts(
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

  public Facts {
    modules = Map.copyOf(modules);
    unseen = List.copyOf(unseen);
    owners = List.copyOf(owners);
    heard = List.copyOf(heard);
  }

  /**
   * The rest of the host.
   *
   * @param programs the names of the processes in our network namespace
   * @param unplacedPrograms those of the processes whose namespace this user may not see
   * @param openFiles the limit of descriptors, of the running agent if there is one
   * @param backlogDrops packets dropped for a full backlog since the boot, all processors
   * @param files the files and directories that matter, where they are there
   * @param refusedScripts commands that script security refuses, with the reason
   * @param archive where the archive of classes should be; empty when not started from a package
   * @param archiveMapped whether this JVM uses it
   * @param units empty where systemd does not run
   */
  public record Host(
      List<String> programs,
      List<String> unplacedPrograms,
      long openFiles,
      long backlogDrops,
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

  /** What systemd knows: whether there is a unit of ours, and what it starts at boot. */
  public record Units(boolean installed, boolean enabled, boolean keepalivedEnabled) {}

  /**
   * A file or directory.
   *
   * @param mode the permission bits
   * @param secret whether it holds passwords
   */
  public record FileFacts(String path, int mode, boolean secret) {}

  /** That {@code hardware} answered an ARP probe for {@code address} on {@code link}. */
  public record Owner(String link, IpAddress address, MacAddress hardware) {}
}
