import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites class files of a jar that are older than Java 6 as those of Java 8, with the same
 * instructions. Such old files have no stack maps, so that the JVM cannot keep them linked in a
 * class archive. A jar without old class files stays as it is.
 *
 * <p>Usage: {@code java ModernClasses.java JAR}
 */
final class ModernClasses {

  private static final int JAVA_8 = 52;
  private static final int FIRST_WITH_STACK_MAPS = 50;

  private final ClassFile classFiles;

  private ModernClasses(ClassLoader jar) {
    classFiles =
        ClassFile.of(
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(jar)
                    .orElse(ClassHierarchyResolver.defaultResolver())),
            StackMapsOption.GENERATE_STACK_MAPS,
            ConstantPoolSharingOption.NEW_POOL);
  }

  public static void main(String[] arguments) throws IOException {
    var jar = Path.of(arguments[0]);
    byte[] rewritten;
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var files = new ZipFile(jar.toFile())) {
      rewritten = new ModernClasses(loader).rewritten(files);
    }
    if (rewritten != null) {
      var beside = jar.resolveSibling(jar.getFileName() + ".new");
      Files.write(beside, rewritten);
      Files.move(beside, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Returns the jar with the same files, or null if none of them is an old class file. */
  private byte[] rewritten(ZipFile jar) throws IOException {
    boolean isOld = false;
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      for (var file : Collections.list(jar.entries())) {
        var content = jar.getInputStream(file).readAllBytes();
        if (file.getName().endsWith(".class")) {
          var model = classFiles.parse(content);
          if (model.majorVersion() < FIRST_WITH_STACK_MAPS) {
            isOld = true;
            content = modern(model);
          }
        }
        var entry = new ZipEntry(file.getName());
        entry.setTimeLocal(file.getTimeLocal());
        out.putNextEntry(entry);
        out.write(content);
      }
    }
    return isOld ? bytes.toByteArray() : null;
  }

  private byte[] modern(ClassModel model) {
    return classFiles.transformClass(
        model,
        new ClassTransform() {
          @Override
          public void atStart(ClassBuilder builder) {
            builder.withVersion(JAVA_8, 0);
          }

          @Override
          public void accept(ClassBuilder builder, ClassElement element) {
            switch (element) {
              // Instructions must be written one by one: code that is copied gets no stack maps.
              case MethodModel method ->
                  builder.transformMethod(
                      method,
                      MethodTransform.transformingCode(
                          (code, instruction) -> code.with(instruction)));
              case ClassFileVersion _ -> {}
              default -> builder.with(element);
            }
          }
        });
  }
}
