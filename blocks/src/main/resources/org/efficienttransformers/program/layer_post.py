  def before$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return x
  def follow$K(self: __torch__.M, context: Tensor, x: Tensor, linear: int, tensor: int) -> Tensor:
    sum = (self).summed(context, linear, x, )
    attended = (self).attentionNorm$K(sum, tensor, )
    inner = (self).fed$K((self).rounded(attended, ), torch.add(linear, 1), )
    fed = (self).summed(inner, torch.add(linear, 2), attended, )
    return (self).feedForwardNorm$K(fed, tensor, )
