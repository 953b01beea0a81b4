package org.holdfast.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.InetAddress;
import java.text.DateFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.util.stream.Stream;
import org.holdfast.agent.dumps.KeepalivedData;
import org.holdfast.agent.orders.OrderText;
import org.holdfast.time.ClockTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the dependencies between the modules, over all their classes. Do not loosen a rule without
 * good reason.
 */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.holdfast");

  @ParameterizedTest
  @CsvSource({
    "org.holdfast.vrrp.election",
    "org.holdfast.linux",
    "org.holdfast.health",
    "org.holdfast.ipvs",
    "org.holdfast.agent",
  })
  void theTestedModulesAreOnTheClassPath(String room) {
    assertThat(MAIN.containPackage(room)).isTrue();
  }

  @ParameterizedTest(name = "{0} does not know {1}")
  @CsvSource({
    "org.holdfast.ipvs.., org.holdfast.health..",
    "org.holdfast.health.., org.holdfast.ipvs..",
    "org.holdfast.health.., org.holdfast.vrrp.*..",
    "org.holdfast.ipvs.., org.holdfast.agent..",
    "org.holdfast.health.., org.holdfast.agent..",
    "org.holdfast.vrrp.., org.holdfast.agent..",
    "org.holdfast.linux.., org.holdfast.agent..",
    "org.holdfast.net.., org.holdfast.agent..",
    "org.holdfast.vrrp.., org.holdfast.health..",
    "org.holdfast.vrrp.., org.holdfast.ipvs..",
    "org.holdfast.linux.., org.holdfast.vrrp..",
    "org.holdfast.agent.config.., org.holdfast.vrrp.io..",
    "org.holdfast.agent.status.., org.holdfast.agent.control..",
    "org.holdfast.agent.[answers|orders|services|publish|process], org.holdfast.agent",
    "org.holdfast.agent.[orders|services|publish|process], org.holdfast.agent.answers",
    "org.holdfast.agent.[services|publish|process], org.holdfast.agent.orders",
    "org.holdfast.agent.[publish|process], org.holdfast.agent.services",
    "org.holdfast.agent.snmp.., org.holdfast.agent.[answers|orders|services|publish]",
    "org.holdfast.agent.snmp.[agentx|mib], org.holdfast.agent.snmp",
    "org.holdfast.agent.snmp.agentx, org.holdfast.agent.snmp.mib",
    "org.holdfast.agent.snmp.[agentx|mib], java.nio.channels..",
    "org.holdfast.agent.doctor, org.holdfast.agent.doctor.look..",
    "org.holdfast.agent.doctor.firewall.., org.holdfast.agent.doctor.look..",
    "org.holdfast.agent.doctor, java.nio.file..",
    "org.holdfast.agent.doctor.firewall.., java.nio.file..",
  })
  void arrowsPointDown(String lower, String upper) {
    check(
        noClasses()
            .that()
            .resideInAPackage(lower)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(upper));
  }

  @ParameterizedTest(name = "only {1} uses {0}")
  @CsvSource({
    "picocli.., org.holdfast.agent.cli",
    "org.yaml.snakeyaml.., org.holdfast.agent.config..",
    "com.fasterxml.jackson.., org.holdfast.agent.json",
    "com.sun.jna.., org.holdfast.linux",
    "jakarta.mail.., org.holdfast.agent.notify",
    "io.netty.handler.codec.dns.., org.holdfast.health.dns",
    "org.jline.., org.holdfast.agent.top",
    "io.micrometer.., org.holdfast.agent.metrics",
    "io.prometheus.., org.holdfast.agent.metrics",
    "org.freedesktop.dbus.., org.holdfast.agent.dbus",
  })
  void aLibraryHasOneRoom(String library, String room) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(room)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  @Test
  void httpIsForTheControlSocketTheMetricsAndTheProbes() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "org.holdfast.agent.control",
                "org.holdfast.agent.listen",
                "org.holdfast.agent.metrics",
                "org.holdfast.health.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.handler.codec.http.."));
  }

  @Test
  void onlyTheRoomsWithSocketsSeeNetty() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "org.holdfast.vrrp.io",
                "org.holdfast.linux.netlink",
                "org.holdfast.linux.loop",
                "org.holdfast.agent.control",
                "org.holdfast.agent.listen",
                "org.holdfast.agent.metrics",
                "org.holdfast.health.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void onlyNanoClockReadsTheTime() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching("org\\.holdfast\\.time\\.NanoClock(\\$.*)?")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .because("time is a parameter"));
  }

  @Test
  void allWallClockTimesAreWrittenInOneForm() {
    check(
        noClasses()
            .that()
            .doNotBelongToAnyOf(
                ClockTime.class,
                KeepalivedData.class, // keepalived's form, for programs that read its dumps
                OrderText.class) // a state file, in UTC and to the nanosecond
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(DateTimeFormatter.class, DateFormat.class)
            .orShould(writeTimesThemselves())
            .because("people compare times of the log, of screens, of events and of JSON"));
  }

  private static ArchCondition<JavaClass> writeTimesThemselves() {
    return new ArchCondition<>("write times themselves") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream.concat(
                type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
            .filter(access ->
                access.getName().equals("toString")
                    && access.getTargetOwner().isAssignableTo(Temporal.class))
            .forEach(access ->
                events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
      }
    };
  }

  @Test
  void onlyMainClassesResolveNamesOrEndTheProcess() {
    check(
        noClasses()
            .that()
            .doNotBelongToAnyOf(Main.class, Release.class, CrashRelease.class)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .callMethod(InetAddress.class, "getByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getAllByName", String.class));
  }

  @Test
  void packagesFormNoCircle() {
    check(slices().matching("org.holdfast.(**)").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }
}
