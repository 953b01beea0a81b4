package org.holdfast.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

  @Test
  void readsSixOctetsAndPrintsThemInLowerCase() {
    assertThat(MacAddress.of("00:00:5E:00:01:33"))
        .isEqualTo(new MacAddress(0x00005e000133L))
        .hasToString("00:00:5e:00:01:33");
    assertThat(MacAddress.BROADCAST).hasToString("ff:ff:ff:ff:ff:ff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00:00:5e:00:01", "00:00:5e:00:01:33:44", "0:0:5e:0:1:33", "g0:0"})
  void refusesAnythingElse(String text) {
    assertThat(MacAddress.parse(text)).isEmpty();
    assertThatThrownBy(() -> MacAddress.of(text)).hasMessageContaining('"' + text + '"');
  }

  @Test
  void readsBackWhatItWrote() {
    var address = MacAddress.of("c2:0b:f5:27:83:aa");
    var buffer = ByteBuffer.allocate(7).put((byte) 1);
    address.write(buffer);
    assertThat(MacAddress.read(buffer, 1)).isEqualTo(address);
    assertThat(buffer.array()).startsWith(1, 0xc2, 0x0b, 0xf5, 0x27, 0x83, 0xaa);
  }

  @Test
  void distinguishesGroupsFromStations() {
    assertThat(MacAddress.of("01:00:5e:00:00:12").isGroup()).isTrue();
    assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
    assertThat(MacAddress.of("c2:0b:f5:27:83:aa").isGroup()).isFalse();
  }
}
