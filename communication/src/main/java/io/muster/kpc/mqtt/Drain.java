package io.muster.kpc.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Stands in the pipeline of a WebSocket and tells when its client has read enough for more to be written. */
final class Drain extends ChannelInboundHandlerAdapter {
    private final Runnable then;

    Drain(Runnable then) {
        this.then = then;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            then.run();
        }
        context.fireChannelWritabilityChanged();
    }
}
