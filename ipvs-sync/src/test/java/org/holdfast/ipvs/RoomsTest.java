package org.holdfast.ipvs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class RoomsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.holdfast.ipvs");

  @Test
  void recordsAndPlansDependOnlyOnJavaAndEachOther() {
    classes()
        .that()
        .resideInAnyPackage("org.holdfast.ipvs", "org.holdfast.ipvs.plan")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.time..",
            "org.holdfast.ipvs",
            "org.holdfast.ipvs.plan",
            "org.holdfast.net",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void theKeeperDependsOnTheKernelOnlyThroughItsInterface() {
    noClasses()
        .that()
        .resideInAPackage("org.holdfast.ipvs.run")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.holdfast.ipvs.netlink", "org.holdfast.linux.netlink")
        .check(CLASSES);
  }

  @Test
  void noRoomCallsNativeCodeOrReadsTheClock() {
    noClasses().should().dependOnClassesThat().resideInAPackage("com.sun.jna..").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("org.holdfast.(ipvs..)").should().beFreeOfCycles().check(CLASSES);
  }
}
