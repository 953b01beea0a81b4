package org.holdfast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** The permitted dependencies between the rooms of this module. Think before relaxing one. */
class ArchitectureTest {

  private static final String[] PURE_ROOMS = {
    "org.holdfast.net",
    "org.holdfast.vrrp",
    "org.holdfast.vrrp.election",
    "org.holdfast.vrrp.group",
    "org.holdfast.vrrp.link",
    "org.holdfast.vrrp.packet",
    "org.holdfast.vrrp.peer",
  };

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.holdfast");

  @Test
  void everyRoomIsFoundByTheRules() {
    assertThat(MAIN.contain(org.holdfast.vrrp.election.Election.class)).isTrue();
    assertThat(MAIN.contain(org.holdfast.vrrp.group.SyncGroup.class)).isTrue();
  }

  @Test
  void pureRoomsDependOnlyOnTheLanguageAndEachOther() {
    check(
        classes()
            .that()
            .resideInAnyPackage(PURE_ROOMS)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(PURE_ROOMS)
                    .or(resideInAnyPackage("java..", "javax.crypto..", "org.jspecify.annotations"))
                    // arrays of primitives belong to no package
                    .or(resideInAPackage("")))
            .because("the centre runs alike in production, simulation, replay and dry runs"));
  }

  @Test
  void onlyPacketsUseCryptography() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.vrrp.packet")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.crypto.."));
  }

  @Test
  void pureRoomsDoNoInputOrOutputAndStartNoThreads() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE_ROOMS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.channels..", "java.nio.file..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Executor.class, Random.class));
  }

  @Test
  void theElectionDoesNotDependOnPackets() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("org.holdfast.vrrp.election", "org.holdfast.vrrp.group")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.holdfast.vrrp.packet")
            .because("a rejected packet is no event and cannot move a timer"));
  }

  @Test
  void onlyTheLinuxRoomCallsForeignFunctions() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.linux")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna.."));
  }

  @Test
  void onlyRoomsWithSocketsUseNetty() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "org.holdfast.vrrp.io..",
                "org.holdfast.linux.netlink..",
                "org.holdfast.linux.loop..")
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
            .because("time is a parameter"));
  }

  @Test
  void roomsFormNoCircle() {
    check(slices().matching("org.holdfast.(**)").should().beFreeOfCycles());
  }

  /** Rooms may be empty: the rules exist before the first class of a room. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }
}
