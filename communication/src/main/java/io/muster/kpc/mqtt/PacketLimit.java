package io.muster.kpc.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before the decoder and follows the packets' lengths: one that claims to be too long is reported at once. The
 * decoder would first gather its whole variable header, which may be all of it.
 */
final class PacketLimit extends ChannelInboundHandlerAdapter {
    private static final int LENGTH_BYTES = 4;

    private final int limit;
    private boolean inHeader;
    private int lengthBytes;
    private long length;
    private long toSkip;
    private boolean exceeded;

    /** @param limit of the bytes behind the fixed header */
    PacketLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (exceeded || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        int end = fits(bytes);
        if (end == bytes.readableBytes()) {
            context.fireChannelRead(message);
            return;
        }
        exceeded = true;
        // What came before the long packet is handed on; of the packet itself nothing.
        context.fireChannelRead(bytes.readSlice(end).retain());
        bytes.release();
        context.pipeline()
                .context(MqttDecoder.class)
                .fireChannelRead(MqttMessageFactory.newInvalidMessage(
                        new TooLongFrameException("a packet is longer than " + limit + " bytes")));
    }

    /** How many of the bytes may be handed on: all, or those before the packet that is too long. */
    private int fits(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int at = start;
        int packet = start;
        while (at < bytes.writerIndex()) {
            if (toSkip > 0) {
                int skipped = (int) Math.min(toSkip, bytes.writerIndex() - at);
                toSkip -= skipped;
                at += skipped;
            } else if (!inHeader) {
                packet = at;
                at++;
                inHeader = true;
                length = 0;
                lengthBytes = 0;
            } else {
                int digit = bytes.getUnsignedByte(at++);
                length |= (long) (digit & 0x7f) << (7 * lengthBytes++);
                if ((digit & 0x80) == 0 || lengthBytes == LENGTH_BYTES) {
                    if (length > limit) {
                        return packet - start;
                    }
                    inHeader = false;
                    toSkip = length;
                }
            }
        }
        return bytes.readableBytes();
    }
}
