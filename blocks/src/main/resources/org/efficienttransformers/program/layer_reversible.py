  def before$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return (self).attentionNorm$K((self).state(x, ), tensor, )
  def follow$K(self: __torch__.M, context: Tensor, x: Tensor, linear: int, tensor: int) -> Tensor:
    # Both streams, in place.
    streams = torch.chunk(x, 2, 0)
    first = (self).summed(context, linear, streams[0], )
    inner = (self).fed$K((self).rounded((self).feedForwardNorm$K(first, tensor, ), ), torch.add(linear, 1), )
    _0 = (self).summed(inner, torch.add(linear, 2), streams[1], )
    return x
