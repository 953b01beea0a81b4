package org.holdfast.agent.doctor.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class HostFilesTest {

  private static final String CLASS_PATH =
      ":/usr/lib/holdfast/lib/a.jar:/usr/lib/holdfast/lib/b.jar";

  @Test
  void theArchiveIsBesideTheJar() throws MalformedURLException {
    var jar = URI.create("file:/opt/holdfast/lib/agent-cli.jar").toURL();

    assertThat(HostFiles.archive(jar, CLASS_PATH)).contains("/opt/holdfast/lib/holdfast.jsa");
  }

  @Test
  void anArchiveOfAnotherFolderDoesNotSayWhereItsJarsAreNow() {
    assertThat(HostFiles.archive(null, CLASS_PATH)).contains("/usr/lib/holdfast/lib/holdfast.jsa");
  }

  @Test
  void compiledClassesHaveNoArchive() throws MalformedURLException {
    var folder = URI.create("file:/src/target/classes/").toURL();

    assertThat(HostFiles.archive(folder, CLASS_PATH)).isEmpty();
    assertThat(HostFiles.archive(null, "/src/target/classes")).isEmpty();
  }
}
