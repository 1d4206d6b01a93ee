  def before$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return (self).attentionNorm$K(x, tensor, )
  def follow$K(self: __torch__.M, context: Tensor, x: Tensor, linear: int, tensor: int) -> Tensor:
    sum = (self).summed(context, linear, x, )
    inner = (self).fed$K((self).rounded((self).feedForwardNorm$K(sum, tensor, ), ), torch.add(linear, 1), )
    return (self).summed(inner, torch.add(linear, 2), sum, )
