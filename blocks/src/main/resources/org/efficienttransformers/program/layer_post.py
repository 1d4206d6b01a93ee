  def before$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return x
  def follow$K(self: __torch__.M, context: Tensor, x: Tensor, linear: int, tensor: int) -> Tensor:
    sum = torch.add_((self).linear(context, linear, ), x, alpha=1)
    attended = (self).attentionNorm$K(sum, tensor, )
    inner = (self).fed$K((self).rounded(attended, ), torch.add(linear, 1), )
    fed = torch.add_((self).cut((self).linear(inner, torch.add(linear, 2), ), attended, ), attended, alpha=1)
    return (self).feedForwardNorm$K(fed, tensor, )
