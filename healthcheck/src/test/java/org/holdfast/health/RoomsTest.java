package org.holdfast.health;

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
          .importPackages("org.holdfast.health");

  @Test
  void decisionsDependOnlyOnJavaAndEachOther() {
    classes()
        .that()
        .resideInAnyPackage("org.holdfast.health", "org.holdfast.health.bfd")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.math..",
            "java.nio",
            "org.holdfast.health",
            "org.holdfast.health.bfd",
            "org.holdfast.net",
            "org.jspecify..")
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
    slices().matching("org.holdfast.(health..)").should().beFreeOfCycles().check(CLASSES);
  }
}
