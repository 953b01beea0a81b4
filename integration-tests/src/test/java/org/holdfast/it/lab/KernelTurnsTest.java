package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AnnotatedElement;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** A kernel whose turn came late would run on while one processor has nothing to do. */
final class KernelTurnsTest {
  private static final Set<String> KERNELS =
      Set.of(Scenarios.FIRST_KERNEL, Scenarios.SECOND_KERNEL, Scenarios.WAITING_KERNEL);

  @Test
  void whatBootsAKernelStartsAmongTheFirst() {
    var classes =
        ReflectionSupport.findAllClassesInPackage(
            "org.holdfast.it", KernelTurnsTest::bootsAKernel, name -> name.endsWith("IT"));

    assertThat(classes)
        .hasSizeGreaterThan(4)
        .allSatisfy(each -> assertThat(each).hasAnnotation(Order.class));
  }

  private static boolean bootsAKernel(Class<?> type) {
    var methods =
        ReflectionSupport.findMethods(type, _ -> true, HierarchyTraversalMode.TOP_DOWN).stream();
    return Stream.concat(Stream.of(type), methods).anyMatch(KernelTurnsTest::takesAKernel);
  }

  private static boolean takesAKernel(AnnotatedElement element) {
    return AnnotationSupport.findRepeatableAnnotations(element, ResourceLock.class).stream()
        .map(ResourceLock::value)
        .anyMatch(KERNELS::contains);
  }
}
