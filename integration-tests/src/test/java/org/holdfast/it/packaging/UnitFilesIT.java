package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that systemd understands the unit files of the tree, each line of them. */
class UnitFilesIT {
  private static final List<String> UNITS = List.of("holdfast.service", "holdfast-release.service");

  @TempDir private Path directory;

  @Test
  void systemdFindsNothingWrongInThem() throws Exception {
    Needs.tools(Tools.HOLDFAST, Tools.SYSTEMD);
    assertThat(verify("")).isEmpty();

    // That it would find something:
    assertThat(verify("WatchdogSecs=15\n")).contains("WatchdogSecs");
  }

  private String verify(String more) throws IOException, InterruptedException {
    var launcher = HoldfastDirector.launcher().toRealPath();
    for (var unit : UNITS) {
      var text =
          Files.readString(launcher.resolve("../../share/systemd").normalize().resolve(unit));
      var here = text.replace("/opt/holdfast/bin/holdfast", launcher.toString());
      Files.writeString(directory.resolve(unit), here.replace("[Service]\n", "[Service]\n" + more));
    }
    var process =
        new ProcessBuilder("systemd-analyze", "verify", "--man=no", UNITS.get(0), UNITS.get(1))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? output : output + "status " + status;
  }
}
